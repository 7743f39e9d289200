package io.insitu.connectors.desk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomWorldTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 17, 4_000_000_000L, -1})
    void everySeedDrawsAWorldThatIsAValidWorldFile(long seed) {
        World world = WorldFile.parse("random", RandomWorld.json(seed));
        assertThat(world.words().intents()).hasSizeBetween(4, 6);
        assertThat(world.drift().after()).isNotEqualTo(world.rules());
        assertThat(RandomWorld.json(seed)).isEqualTo(RandomWorld.json(seed));
    }
}

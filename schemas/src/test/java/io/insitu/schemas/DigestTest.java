package io.insitu.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DigestTest {
    @Test
    void anIdIsThirtyTwoHexCharactersThatNeverChange() {
        assertThat(Digest.of("a", "b")).isEqualTo("3c9d591045bc8876f9d0399bbfb05c6a");
    }

    @Test
    void whereAPartEndsMatters() {
        assertThat(Digest.of("ab", "c")).isNotEqualTo(Digest.of("a", "bc"));
        assertThat(Digest.of("a", "")).isNotEqualTo(Digest.of("a"));
    }

    @Test
    void aSeedBelongsToItsIds() {
        assertThat(Digest.seed("t1", "e1")).isEqualTo(Digest.seed("t1", "e1")).isNotEqualTo(Digest.seed("t1", "e2"));
    }
}

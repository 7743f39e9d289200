package io.insitu.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.schemas.MalformedRecords;
import io.insitu.schemas.MalformedRecords.Kind;
import io.insitu.schemas.MalformedRecords.Malformed;
import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.DeadLetter;
import io.insitu.schemas.registry.EmbeddedRegistry;
import io.insitu.schemas.serde.AvroSerdes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What cannot be read becomes a letter with its origin and its bytes, and what follows is processed as ever. */
class UnreadableRecordsTest {
    private static final long SEED = Long.getLong("seed", 1);
    private static final int LETTER_BYTES = 256 * 1024;

    @TempDir
    Path stateDir;

    static Stream<TopicSpec<?>> inputs() {
        return Stream.of(Topics.INTERACTIONS, Topics.REPLIES, Topics.CONTROL, Topics.ACKS, Topics.ADAPTERS);
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void bytesThatAreNoRecordBecomeALetterAndTheStreamGoesOn(TopicSpec<?> topic) {
        EmbeddedRegistry registry = EmbeddedRegistry.inMemory();
        MalformedRecords malformed = new MalformedRecords(registry, SEED);
        List<Malformed> bad = Arrays.stream(Kind.values())
                .map(kind -> malformed.next(topic, kind))
                .toList();
        byte[] key = "some key".getBytes(StandardCharsets.UTF_8);
        try (Pipeline pipeline =
                new Pipeline(TopologyConfig.defaults().inMemory(), new AvroSerdes(registry), stateDir)) {
            bad.forEach(one -> pipeline.giveBytes(topic, key, one.value()));

            List<DeadLetter> letters = pipeline.said(Topics.DEAD_LETTERS);
            assertThat(letters).hasSameSizeAs(bad);
            for (int i = 0; i < bad.size(); i++) {
                DeadLetter letter = letters.get(i);
                Malformed one = bad.get(i);
                assertThat(one.kind().mayGive(letter.getReason()))
                        .as("%s gave %s", one, letter.getReason())
                        .isTrue();
                assertThat(letter.getOriginTopic()).isEqualTo(topic.name());
                assertThat(letter.getOriginPartition()).isZero();
                assertThat(letter.getOriginOffset()).isEqualTo(i);
                assertThat(letter.getKey()).isEqualTo(ByteBuffer.wrap(key));
                assertThat(letter.getValue())
                        .isEqualTo(ByteBuffer.wrap(
                                Arrays.copyOf(one.value(), Math.min(LETTER_BYTES, one.value().length))));
            }
            pipeline.give(Logs.random(SEED, "desk", 2));
            assertThat(pipeline.said(Topics.EXPERIENCE)).hasSize(2 * Logs.GROUP_SIZE);
            assertThat(pipeline.said(Topics.DEAD_LETTERS)).isEmpty();
        }
    }
}

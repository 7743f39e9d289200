package io.insitu.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.Topics;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WireSchemaTest {
    static Stream<TopicSpec<?>> topics() {
        return Topics.all().stream();
    }

    @ParameterizedTest
    @MethodSource("topics")
    void itHoldsNothingThatOnlyJavaOrOnlySomeRegistriesUnderstand(TopicSpec<?> topic) {
        assertThat(WireSchema.of(topic).toString()).doesNotContain("avro.java.string", "\"{}\"");
    }

    @Test
    void aCallWithoutArgumentsStillHasNone() {
        Schema interaction = WireSchema.of(Topics.INTERACTIONS);
        Schema call = interaction.getField("body").schema().getTypes().stream()
                .filter(body -> body.getName().equals("ToolCall"))
                .findFirst()
                .orElseThrow();
        assertThat(call.getField("arguments").defaultVal()).isEqualTo("{ }");
    }
}

package io.insitu.processors.assemble;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.schemas.event.Feedback;
import io.insitu.schemas.event.Generation;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.ToolCall;
import io.insitu.schemas.event.ToolResult;
import io.insitu.schemas.event.ToolStatus;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Names are kept in stores and keys, so each has a length; {@code OverlongNamesTest} shows what one without does. */
class InteractionRulesTest {
    private static final String LONGEST = "x".repeat(256);

    static Stream<Arguments> names() {
        return Stream.of(
                name("terms", text -> task().setTerms(List.of("gold", text)).build()),
                name(
                        "toolsOffered",
                        text -> task().setToolsOffered(List.of(text)).build()),
                name("contextUsed", text -> task().setContextUsed(List.of(text)).build()),
                name(
                        "contextWithheld",
                        text -> task().setContextWithheld(List.of(text)).build()),
                name("callId", text -> new ToolCall(text, "lookup", "{}")),
                name("tool", text -> new ToolCall("c1", text, "{}")),
                name("callId", text -> new ToolResult(text, "lookup", ToolStatus.OK, "", -1.0)),
                name("tool", text -> new ToolResult("c1", text, ToolStatus.OK, "", -1.0)),
                name("baseModelId", text -> said().setBaseModelId(text).build()),
                name("adapterId", text -> said().setAdapterId(text).build()),
                name(
                        "source",
                        text -> Feedback.newBuilder()
                                .setSource(text)
                                .setOutcome(OutcomeKind.SUCCESS)
                                .build()));
    }

    @ParameterizedTest
    @MethodSource("names")
    void aNameHasAtMost256Characters(String field, Function<String, SpecificRecord> body) {
        assertThat(violation(body.apply(LONGEST))).isNull();
        assertThat(violation(body.apply(LONGEST + "x")))
                .isEqualTo(field + " must have at most 256 characters, had 257");
        assertThat(violation(body.apply("a\u001fb"))).isEqualTo(field + " must not contain control characters");
    }

    private static Arguments name(String field, Function<String, SpecificRecord> body) {
        return Arguments.of(field, body);
    }

    private static TaskStarted.Builder task() {
        return TaskStarted.newBuilder().setTaskId("t").setInstruction("refund");
    }

    private static Generation.Builder said() {
        return Generation.newBuilder().setText("").setTokens(List.of(1));
    }

    private static String violation(SpecificRecord body) {
        return InteractionRules.violation(Interaction.newBuilder()
                .setEventId("a#0")
                .setTrajectoryId("a")
                .setLineage("desk")
                .setSeq(0)
                .setAtMs(1)
                .setBody(body)
                .build());
    }
}

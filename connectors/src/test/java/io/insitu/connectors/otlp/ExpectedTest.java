package io.insitu.connectors.otlp;

import static io.insitu.connectors.otlp.Payloads.span;
import static io.insitu.connectors.otlp.Payloads.text;
import static io.insitu.connectors.otlp.Payloads.traces;
import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.schemas.TaskAttributes;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.TaskStarted;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a span says that its task expects. */
class ExpectedTest {
    private static final String ACTIONS = "insitu.expected.actions";
    private static final String OUTPUTS = "insitu.expected.outputs";

    private static TraceMapping.Result of(String... attributes) throws Exception {
        String span = span("1111111111111111", "", 1, 9, attributes)
                .replace("\"attributes\":[", "\"attributes\":[" + text("gen_ai.operation.name", "invoke_agent") + ",");
        return TraceMapping.of(
                JsonWire.traces(
                        traces(span).getBytes(StandardCharsets.UTF_8),
                        OtlpConfig.defaults().holds()),
                Whose.services(Long.MAX_VALUE, Evaluators.none()),
                Integer.MAX_VALUE);
    }

    private static Map<String, String> kept(String... attributes) throws Exception {
        return of(attributes).events().stream()
                .filter(event -> event.getBody() instanceof TaskStarted)
                .map(event -> ((TaskStarted) event.getBody()).getAttributes())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void itIsKeptForVerifiersAsTheyReadIt() throws Exception {
        String actions = "[{\"name\":\"cancel\",\"arguments\":{\"id\":\"A1\"}},{\"name\":\"log\"},"
                + "{\"name\":\"pay\",\"arguments\":\"{\\\"cents\\\":5}\",\"requestor\":\"user\",\"more\":1}]";
        assertThat(kept(text(ACTIONS, actions), text(OUTPUTS, "[\"327\"]")))
                .containsEntry(
                        TaskAttributes.EXPECTED_ACTIONS,
                        "[{\"name\":\"cancel\",\"arguments\":{\"id\":\"A1\"}},{\"name\":\"log\",\"arguments\":{}},"
                                + "{\"name\":\"pay\",\"arguments\":{\"cents\":5},\"requestor\":\"user\"}]")
                .containsEntry(TaskAttributes.EXPECTED_OUTPUTS, "[\"327\"]");
        assertThat(kept(text(ACTIONS, "[]"))).containsEntry(TaskAttributes.EXPECTED_ACTIONS, "[]");
        assertThat(kept(text("insitu.task.id", "t")))
                .doesNotContainKeys(TaskAttributes.EXPECTED_ACTIONS, TaskAttributes.EXPECTED_OUTPUTS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "insitu.expected.actions | cancel | must be a JSON array",
                "insitu.expected.actions | {} | must be a JSON array",
                "insitu.expected.actions | [5] | must be an array of",
                "insitu.expected.actions | [{}] | must be an array of",
                "insitu.expected.actions | [{\"name\":\"a\",\"arguments\":[1]}] | must be an array of",
                "insitu.expected.outputs | [5] | must be an array of texts"
            })
    void whatIsIllegibleIsRefused(String name, String value, String why) throws Exception {
        TraceMapping.Result result = of(text(name, value));
        assertThat(result.events()).isEmpty();
        assertThat(result.refused()).singleElement().satisfies(refused -> {
            assertThat(refused.reason()).isEqualTo(DeadLetterReason.INVALID_FIELD);
            assertThat(refused.detail()).contains(name + " " + why);
        });
    }

    @Test
    void whatNoRecordCouldHoldIsRefused() throws Exception {
        for (String much : new String[] {
            "[{\"name\":\"a\"}" + ",{\"name\":\"a\"}".repeat(1_000) + "]",
            "[{\"name\":\"" + "a".repeat(200_000) + "\"}]"
        }) {
            assertThat(of(text(ACTIONS, much)).refused())
                    .singleElement()
                    .satisfies(refused -> assertThat(refused.reason()).isEqualTo(DeadLetterReason.TOO_LARGE));
        }
    }
}

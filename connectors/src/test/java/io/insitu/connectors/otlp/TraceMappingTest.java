package io.insitu.connectors.otlp;

import static io.insitu.connectors.otlp.Payloads.TRACE;
import static io.insitu.connectors.otlp.Payloads.log;
import static io.insitu.connectors.otlp.Payloads.logs;
import static io.insitu.connectors.otlp.Payloads.number;
import static io.insitu.connectors.otlp.Payloads.span;
import static io.insitu.connectors.otlp.Payloads.text;
import static io.insitu.connectors.otlp.Payloads.traces;
import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.schemas.Traced;
import io.insitu.schemas.event.Feedback;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.Message;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.ToolCall;
import io.insitu.schemas.event.ToolResult;
import io.insitu.schemas.event.ToolStatus;
import io.insitu.schemas.event.TrajectoryEnded;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of spans and log records, one convention at a time. */
class TraceMappingTest {
    private static final String AGENT = "1111111111111111";
    private static final String CALL = "2222222222222222";
    private static final String TOOL = "3333333333333333";
    private static final String CHAT = text("gen_ai.operation.name", "chat");

    @Test
    void anAgentBeginsAndEndsAnAttemptOfItsService() throws Exception {
        List<Interaction> events = of(span(
                AGENT,
                "",
                0,
                9,
                text("gen_ai.operation.name", "invoke_agent"),
                text("gen_ai.agent.name", "clerk"),
                text("gen_ai.conversation.id", "c-7"),
                text("insitu.task.id", "t-1"),
                text("gen_ai.tool.definitions", "[{\"type\":\"function\",\"name\":\"find\"}]"),
                text(
                        "gen_ai.input.messages",
                        "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"refund\"}]}]")));
        assertThat(events).allMatch(event -> event.getTrajectoryId().equals(TRACE + "/desk"));
        assertThat(events).allMatch(event -> event.getLineage().equals("desk"));
        TaskStarted started = only(events, TaskStarted.class);
        assertThat(started.getTaskId()).isEqualTo("t-1");
        assertThat(started.getInstruction()).isEqualTo("refund");
        assertThat(started.getToolsOffered()).containsExactly("find");
        assertThat(started.getAttributes())
                .containsEntry("agent", "clerk")
                .containsEntry("conversation", "c-7")
                .containsEntry("trace", TRACE);
        assertThat(only(events, TrajectoryEnded.class).getOutcome())
                .as("that nothing broke is no grade")
                .isEqualTo(OutcomeKind.UNKNOWN);
        assertThat(events.get(events.size() - 1).getSeq()).isEqualTo(Traced.BY_TIME);
    }

    @Test
    void anAgentWithinSomethingElseDoesNotEndTheTrace() throws Exception {
        List<Interaction> events = of(span(AGENT, CALL, 0, 9, text("gen_ai.operation.name", "invoke_agent")));
        assertThat(events.get(events.size() - 1).getBody()).isInstanceOf(TrajectoryEnded.class);
        assertThat(Traced.isInConversation(events.get(events.size() - 1).getSeq()))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "timeout, INFRASTRUCTURE",
        "openai.APIConnectionError, INFRASTRUCTURE",
        "503, INFRASTRUCTURE",
        "RateLimitError, INFRASTRUCTURE",
        "_OTHER, INFRASTRUCTURE",
        "java.lang.NullPointerException, INFRASTRUCTURE",
        "guardrail_tripped, FAILURE",
        "task_failed, FAILURE"
    })
    void aFailedAgentIsGradedOnlyWhereSomebodyJudged(String type, OutcomeKind outcome) throws Exception {
        List<Interaction> events = of(
                failed(span(AGENT, "", 0, 9, text("gen_ai.operation.name", "invoke_agent"), text("error.type", type))));
        assertThat(only(events, TrajectoryEnded.class).getOutcome()).isEqualTo(outcome);
        assertThat(only(events, TrajectoryEnded.class).getDetail()).isEqualTo(type + " it broke");
    }

    @ParameterizedTest
    @CsvSource({"tool_error, ERROR", "TimeoutError, INFRASTRUCTURE", "ECONNREFUSED, INFRASTRUCTURE", "ValueError, ERROR"
    })
    void aToolThatFailedSaysWhoseFaultItWas(String type, ToolStatus status) throws Exception {
        List<Interaction> events = of(failed(span(
                TOOL,
                AGENT,
                2,
                5,
                text("gen_ai.operation.name", "execute_tool"),
                text("gen_ai.tool.name", "find"),
                text("gen_ai.tool.call.id", "c1"),
                text("gen_ai.tool.call.arguments", "{\"id\":1}"),
                text("error.type", type))));
        ToolCall call = only(events, ToolCall.class);
        assertThat(List.of(call.getCallId(), call.getTool(), call.getArguments()))
                .containsExactly("c1", "find", "{\"id\":1}");
        ToolResult result = only(events, ToolResult.class);
        assertThat(result.getStatus()).isEqualTo(status);
        assertThat(result.getContent()).isEqualTo("it broke");
        assertThat(result.getDurationMs()).isEqualTo(3);
    }

    @Test
    void aModelCallAddsWhatCameAfterItsLastAnswer() throws Exception {
        String history = "[" + said("system", "policy") + "," + said("user", "hello") + "," + said("assistant", "hi")
                + "," + said("user", "refund") + "]";
        List<Interaction> events = of(span(
                CALL,
                AGENT,
                3,
                4,
                CHAT,
                text("gen_ai.input.messages", history),
                text("gen_ai.output.messages", "[" + said("assistant", "which order?") + "]")));
        assertThat(contents(events)).containsExactly("SYSTEM policy", "USER refund", "ASSISTANT which order?");
        assertThat(of(span("4444444444444444", AGENT, 7, 8, CHAT, text("gen_ai.input.messages", history))))
                .extracting(Interaction::getEventId)
                .as("the same call made again tells the same events")
                .isSubsetOf(events.stream().map(Interaction::getEventId).toList());
    }

    @Test
    void theSameWordsSaidTwiceAreTwoMessages() throws Exception {
        List<Interaction> first =
                of(span(CALL, AGENT, 3, 4, CHAT, text("gen_ai.input.messages", "[" + said("user", "yes") + "]")));
        List<Interaction> second = of(span(
                TOOL,
                AGENT,
                5,
                6,
                CHAT,
                text(
                        "gen_ai.input.messages",
                        "[" + said("user", "yes") + "," + said("assistant", "sure?") + "," + said("user", "yes")
                                + "]")));
        assertThat(contents(second)).isEqualTo(contents(first));
        assertThat(second.get(0).getEventId()).isNotEqualTo(first.get(0).getEventId());
    }

    @Test
    void openLlmetryNumbersItsMessages() throws Exception {
        List<Interaction> events = of(span(
                CALL,
                AGENT,
                3,
                4,
                text("llm.request.type", "chat"),
                text("gen_ai.prompt.0.role", "user"),
                text("gen_ai.prompt.0.content", "hello"),
                text("gen_ai.prompt.1.role", "assistant"),
                text("gen_ai.prompt.1.tool_calls.0.id", "c1"),
                text("gen_ai.prompt.1.tool_calls.0.name", "find"),
                text("gen_ai.prompt.2.role", "tool"),
                text("gen_ai.prompt.2.tool_call_id", "c1"),
                text("gen_ai.prompt.2.content", "found"),
                text("gen_ai.completion.0.role", "assistant"),
                text("gen_ai.completion.0.content", "done"),
                text("gen_ai.completion.0.tool_calls.0.id", "c2"),
                text("gen_ai.completion.0.tool_calls.0.name", "send"),
                text("gen_ai.completion.0.tool_calls.0.arguments", "{\"x\":2}")));
        assertThat(contents(events)).containsExactly("RESULT c1 found", "ASSISTANT done", "CALL c2 send {\"x\":2}");
    }

    @Test
    void anyAgentWritesCallsInItsOwnWay() throws Exception {
        List<Interaction> events = of(span(
                CALL,
                AGENT,
                3,
                4,
                text("gen_ai.operation.name", "call_llm"),
                text("gen_ai.input.messages", "[{\"role\":\"user\",\"content\":\"what year\"}]"),
                text("gen_ai.output", "[{\"tool.name\":\"now\",\"tool.args\":{\"zone\":\"UTC\"}}]")));
        assertThat(contents(events))
                .containsExactly("USER what year", "CALL span-" + CALL + ".0 now {\"zone\":\"UTC\"}");
    }

    @Test
    void messagesMayBeEventsOfTheSpan() throws Exception {
        String events = ",\"events\":[{\"name\":\"gen_ai.user.message\",\"timeUnixNano\":\"1\",\"attributes\":["
                + text("content", "hello") + "]},{\"name\":\"gen_ai.choice\",\"attributes\":["
                + text("gen_ai.event.content", "{\"index\":0,\"message\":{\"content\":\"hi\"}}")
                + "]},{\"name\":\"gen_ai.choice\",\"attributes\":["
                + text("gen_ai.event.content", "{\"index\":1,\"message\":{\"content\":\"other\"}}") + "]}]}";
        String call = span(CALL, AGENT, 3, 4, CHAT);
        assertThat(contents(of(call.substring(0, call.length() - 1) + events)))
                .containsExactly("USER hello", "ASSISTANT hi");
    }

    @Test
    void messagesMayBeLogRecordsInAnyNumberOfRequests() throws Exception {
        String system = log(CALL, 3, "gen_ai.system.message", body("content", "policy"));
        String user = log(CALL, 3, "gen_ai.user.message", body("content", "hello"));
        String answered = log(CALL, 3, "gen_ai.assistant.message", body("content", "hi"));
        String next = log(CALL, 3, "gen_ai.user.message", body("content", "refund"));
        String choice = log(
                CALL,
                4,
                "gen_ai.choice",
                "{\"kvlistValue\":{\"values\":[{\"key\":\"message\",\"value\":" + body("content", "which?") + "}]}}");
        assertThat(contents(ofLogs(system, user, answered, next))).containsExactly("SYSTEM policy", "USER refund");
        assertThat(contents(ofLogs(choice))).containsExactly("ASSISTANT which?");
        List<Interaction> half = ofLogs(system, user);
        assertThat(half)
                .extracting(Interaction::getEventId)
                .as("a history cut in two tells nothing that its first call did not")
                .isEqualTo(ofLogs(
                                log(TOOL, 1, "gen_ai.system.message", body("content", "policy")),
                                log(TOOL, 1, "gen_ai.user.message", body("content", "hello")))
                        .stream()
                        .map(Interaction::getEventId)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({"pass, 0.2, SUCCESS, 0.2", "fail, 0.9, FAILURE, 0.9", "'', 0.7, SUCCESS, 0.7", "'', 4, UNKNOWN, 0"})
    void anEvaluationIsFeedback(String label, double score, OutcomeKind outcome, double reward) throws Exception {
        String call = span(CALL, AGENT, 3, 4, CHAT);
        String event = ",\"events\":[{\"name\":\"gen_ai.evaluation.result\",\"attributes\":["
                + text("gen_ai.evaluation.name", "Relevance") + "," + text("gen_ai.evaluation.score.label", label) + ","
                + number("gen_ai.evaluation.score.value", score) + "]}]}";
        Feedback feedback = only(of(call.substring(0, call.length() - 1) + event), Feedback.class);
        assertThat(feedback.getSource()).isEqualTo("evaluation/Relevance@otlp");
        assertThat(feedback.getOutcome()).isEqualTo(outcome);
        assertThat(feedback.getReward()).isEqualTo(reward);
    }

    @Test
    void whateverElseIsTracedLeavesNothing() throws Exception {
        assertThat(of(span(CALL, AGENT, 3, 4, text("http.request.method", "GET"))))
                .isEmpty();
        assertThat(ofLogs(log(CALL, 3, "", body("content", "a line of some log"))))
                .isEmpty();
    }

    private static List<Interaction> of(String... spans) throws Exception {
        return told(JsonWire.traces(
                traces(spans).getBytes(StandardCharsets.UTF_8),
                OtlpConfig.defaults().holds()));
    }

    private static List<Interaction> ofLogs(String... records) throws Exception {
        return told(JsonWire.logs(
                logs(records).getBytes(StandardCharsets.UTF_8),
                OtlpConfig.defaults().holds()));
    }

    private static List<Interaction> told(Telemetry telemetry) {
        TraceMapping.Result result =
                TraceMapping.of(telemetry, Whose.services(Long.MAX_VALUE, Evaluators.none()), Integer.MAX_VALUE);
        assertThat(result.refused()).isEmpty();
        return result.events();
    }

    private static List<String> contents(List<Interaction> events) {
        return events.stream()
                .map(event -> {
                    if (event.getBody() instanceof Message said) {
                        return said.getRole() + " " + said.getContent();
                    }
                    if (event.getBody() instanceof ToolCall call) {
                        return "CALL " + call.getCallId() + " " + call.getTool() + " " + call.getArguments();
                    }
                    ToolResult result = (ToolResult) event.getBody();
                    return "RESULT " + result.getCallId() + " " + result.getContent();
                })
                .toList();
    }

    private static <T> T only(List<Interaction> events, Class<T> kind) {
        List<T> found = events.stream()
                .map(Interaction::getBody)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static String said(String role, String content) {
        return "{\"role\":\"" + role + "\",\"parts\":[{\"type\":\"text\",\"content\":\"" + content + "\"}]}";
    }

    private static String body(String key, String value) {
        return "{\"kvlistValue\":{\"values\":[" + text(key, value) + "]}}";
    }

    private static String failed(String span) {
        return span.substring(0, span.length() - 1) + ",\"status\":{\"code\":2,\"message\":\"it broke\"}}";
    }
}

package io.insitu.connectors.otlp;

import java.util.ArrayList;
import java.util.List;

/**
 * Every attribute and event we read, by which convention it is written, and what becomes of it. This is the one table:
 * code asks for these, and the README prints them.
 */
public enum Convention {
    OPERATION(
            "gen_ai.operation.name",
            "span",
            "semconv 1.27",
            "what the span is: `chat`, `text_completion`, `generate_content` (and any-agent's `call_llm`) a model call,"
                    + " `execute_tool` a tool, `invoke_agent` an agent"),
    LLM_REQUEST_TYPE("llm.request.type", "span", "OpenLLMetry", "`chat` or `completion`: a model call"),
    TRACELOOP_KIND("traceloop.span.kind", "span", "OpenLLMetry", "`workflow` or `agent`: an agent; `tool`: a tool"),

    SERVICE("service.name", "resource", "semconv 1.0", "lineage; `otel` where it is missing"),
    LINEAGE("insitu.lineage", "resource", "Insitu 1", "lineage, instead of the service's name"),
    AGENT("gen_ai.agent.name", "agent", "semconv 1.31", "TaskStarted.attributes.agent"),
    CONVERSATION("gen_ai.conversation.id", "agent", "semconv 1.34", "TaskStarted.attributes.conversation"),
    MODEL("gen_ai.request.model", "agent", "semconv", "TaskStarted.attributes.model"),
    TOOL_DEFINITIONS("gen_ai.tool.definitions", "agent", "semconv 1.38", "TaskStarted.toolsOffered: their names"),
    TASK("insitu.task.id", "agent", "Insitu 1", "TaskStarted.taskId; the trace's id where it is missing"),
    TAU_TASK("tau.task_id", "agent", "replayed tau-bench", "as insitu.task.id"),
    GROUP("insitu.group.id", "agent", "Insitu 1", "TaskStarted.groupId"),
    GROUP_SIZE("insitu.group.size", "agent", "Insitu 1", "TaskStarted.groupSize"),
    OUTCOME(
            "insitu.outcome",
            "agent",
            "Insitu 1",
            "TrajectoryEnded.outcome: SUCCESS, FAILURE, INFRASTRUCTURE, UNKNOWN"),
    REWARD(
            "insitu.reward",
            "agent",
            "Insitu 1",
            "TrajectoryEnded.reward in [-1, 1]; SUCCESS from 1 on where no outcome is told"),
    TAU_REWARD("tau.reward", "agent", "replayed tau-bench", "as insitu.reward"),
    EXPECTED_ACTIONS(
            "insitu.expected.actions",
            "agent",
            "Insitu 1",
            "TaskStarted.attributes `expected.actions`, which agents and learners never see: the calls a right attempt comes"
                    + " down to, a JSON array of `{\"name\", \"arguments\"}`, at most 1,000; `[]`: to leave everything as it is."
                    + " Illegible, the span is refused"),
    EXPECTED_OUTPUTS(
            "insitu.expected.outputs",
            "agent",
            "Insitu 1",
            "TaskStarted.attributes `expected.outputs`: what the agent must have said, a JSON array of at most 1,000 texts"),
    ERROR_TYPE(
            "error.type",
            "agent, tool",
            "semconv",
            "of a span that failed: a broken world (timeouts, connections, 5xx, 429, cancellation) is INFRASTRUCTURE;"
                    + " otherwise a tool's is ERROR, an agent's FAILURE if it names a judgement, else INFRASTRUCTURE"),

    SYSTEM_INSTRUCTIONS("gen_ai.system_instructions", "model call, agent", "semconv 1.37", "Message SYSTEM"),
    INPUT(
            "gen_ai.input.messages",
            "model call, agent",
            "semconv 1.37",
            "Message, ToolResult: what the call adds to the history"),
    OUTPUT(
            "gen_ai.output.messages",
            "model call, agent",
            "semconv 1.37",
            "Message ASSISTANT, ToolCall: the first choice"),
    ANY_AGENT_OUTPUT(
            "gen_ai.output", "model call, tool", "any-agent 1", "as gen_ai.output.messages; of a tool its result"),
    PROMPT(
            "gen_ai.prompt",
            "model call",
            "OpenLLMetry",
            "`gen_ai.prompt.N.role`, `.content`, `.tool_calls.M.*`, `.tool_call_id`: as gen_ai.input.messages"),
    COMPLETION("gen_ai.completion", "model call", "OpenLLMetry", "`gen_ai.completion.0.*`: as gen_ai.output.messages"),

    SYSTEM_MESSAGE("gen_ai.system.message", "event, log", "semconv 1.28 to 1.36", "Message SYSTEM"),
    USER_MESSAGE("gen_ai.user.message", "event, log", "semconv 1.28 to 1.36", "Message USER"),
    ASSISTANT_MESSAGE(
            "gen_ai.assistant.message",
            "event, log",
            "semconv 1.28 to 1.36",
            "nothing: a repetition of an earlier choice"),
    TOOL_MESSAGE("gen_ai.tool.message", "event, log", "semconv 1.28 to 1.36", "ToolResult"),
    CHOICE("gen_ai.choice", "event, log", "semconv 1.28 to 1.36", "Message ASSISTANT, ToolCall; only index 0"),
    EVENT_CONTENT(
            "gen_ai.event.content",
            "event",
            "Azure SDK",
            "the body of such an event as JSON, where it has no own attributes"),
    CONTENT_PROMPT("gen_ai.content.prompt", "event", "semconv to 1.27", "its gen_ai.prompt: as gen_ai.input.messages"),
    CONTENT_COMPLETION(
            "gen_ai.content.completion",
            "event",
            "semconv to 1.27",
            "its gen_ai.completion: as gen_ai.output.messages"),
    OPERATION_DETAILS(
            "gen_ai.client.inference.operation.details",
            "event, log",
            "semconv 1.37",
            "its gen_ai.input.messages, gen_ai.output.messages, gen_ai.system_instructions: as those of a model call"),

    TOOL_NAME("gen_ai.tool.name", "tool", "semconv", "ToolCall.tool, ToolResult.tool"),
    TRACELOOP_NAME("traceloop.entity.name", "tool", "OpenLLMetry", "as gen_ai.tool.name"),
    TOOL_CALL_ID(
            "gen_ai.tool.call.id", "tool", "semconv", "ToolCall.callId; made of the span's id where it is missing"),
    TOOL_ARGUMENTS("gen_ai.tool.call.arguments", "tool", "semconv 1.38", "ToolCall.arguments"),
    ANY_AGENT_ARGUMENTS("gen_ai.tool.args", "tool", "any-agent 1", "as gen_ai.tool.call.arguments"),
    TRACELOOP_INPUT("traceloop.entity.input", "tool", "OpenLLMetry", "as gen_ai.tool.call.arguments"),
    TOOL_RESULT("gen_ai.tool.call.result", "tool", "semconv 1.38", "ToolResult.content; its status is the span's"),
    TRACELOOP_OUTPUT("traceloop.entity.output", "tool", "OpenLLMetry", "as gen_ai.tool.call.result"),

    EVALUATION("gen_ai.evaluation.result", "event, log", "semconv 1.38", "Feedback"),
    EVALUATION_NAME(
            "gen_ai.evaluation.name",
            "evaluation",
            "semconv 1.38",
            "Feedback.source `evaluation/NAME@otlp`, an opinion whatever its name; `human/NAME@otlp` or `verifier/NAME@otlp` where"
                    + " the receiver is told that this name is a person's or a check's"),
    EVALUATION_SCORE(
            "gen_ai.evaluation.score.value",
            "evaluation",
            "semconv 1.38",
            "Feedback.reward in [-1, 1]; beyond it only told in the comment. Where its sign contradicts the outcome (a failure of"
                    + " 0.3) it is scored as a share of the full reward: -0.7"),
    EVALUATION_LABEL(
            "gen_ai.evaluation.score.label",
            "evaluation",
            "semconv 1.38",
            "Feedback.outcome: pass, correct, success, true, yes, relevant, or fail, incorrect, failure, false, no,"
                    + " irrelevant; without it SUCCESS from a score of 0.5 on, without a score UNKNOWN"),
    EVALUATION_EXPLANATION("gen_ai.evaluation.explanation", "evaluation", "semconv 1.38", "Feedback.comment");

    private final String key;
    private final String on;
    private final String convention;
    private final String becomes;

    Convention(String key, String on, String convention, String becomes) {
        this.key = key;
        this.on = on;
        this.convention = convention;
        this.becomes = becomes;
    }

    /** The name on the wire. */
    String key() {
        return key;
    }

    /** The table as Markdown, a line per row. */
    public static List<String> table() {
        List<String> lines = new ArrayList<>();
        lines.add("| name | of | convention | becomes |");
        lines.add("|---|---|---|---|");
        for (Convention row : values()) {
            lines.add("| `" + row.key + "` | " + row.on + " | " + row.convention + " | " + row.becomes + " |");
        }
        return lines;
    }
}

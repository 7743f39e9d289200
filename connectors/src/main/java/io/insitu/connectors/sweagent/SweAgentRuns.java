package io.insitu.connectors.sweagent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.insitu.connectors.importing.Content;
import io.insitu.connectors.importing.Run;
import io.insitu.connectors.importing.Steps;
import io.insitu.schemas.event.Role;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.ToolStatus;
import io.insitu.schemas.event.TrajectoryEnded;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells one run: a thought, the command it led to, what the command showed. A command is a call of the tool that its first
 * word names, whether the model wrote it as text, as XML or as a function call. Demonstrations are others' runs.
 */
final class SweAgentRuns {
    private static final Pattern FIRST_WORD = Pattern.compile("\\s*([A-Za-z_][\\w-]{0,99})(?=\\s|$)");

    private final Steps steps = new Steps();
    private String instruction = "";
    private String lastTool = "";
    private int calls;

    private SweAgentRuns() {}

    static Run of(String task, JsonNode record) {
        SweAgentRuns run = new SweAgentRuns();
        boolean stepped = !record.path("trajectory").isEmpty();
        boolean asked = false;
        for (JsonNode message : record.path("history")) {
            asked |= run.spoken(message, stepped && asked);
        }
        record.path("trajectory").forEach(run::step);
        TaskStarted started = TaskStarted.newBuilder()
                .setTaskId(task)
                .setInstruction(run.instruction)
                .build();
        return new Run(started, run.steps.list(), ended(record.path("info")));
    }

    /**
     * A message of the history. Where there are steps, only what comes before the first of them is told from here.
     *
     * @return whether it was the task
     */
    private boolean spoken(JsonNode message, boolean toldBySteps) {
        boolean demonstration = message.path("is_demo").asBoolean()
                || message.path("message_type").asText("").equals("demonstration");
        if (demonstration || toldBySteps) {
            return false;
        }
        String role = message.path("role").asText();
        String text = Content.text(message.path("content"));
        if (instruction.isEmpty() && role.equals("user")) {
            instruction = text;
            steps.message(Role.USER, text);
            return true;
        }
        if (role.equals("assistant") && message.path("action").isTextual()) {
            steps.message(Role.ASSISTANT, message.path("thought").asText(text));
            call(message.path("action").asText());
        } else if (calls > 0 && !role.equals("assistant")) {
            observed(text);
        } else {
            steps.message(Content.role(role), text);
        }
        return false;
    }

    private void step(JsonNode step) {
        steps.message(
                Role.ASSISTANT,
                step.path("thought").asText(step.path("response").asText("")));
        if (!step.path("action").asText().isBlank()) {
            call(step.path("action").asText());
            observed(step.path("observation").asText(""));
        }
    }

    private void call(String command) {
        calls++;
        steps.call(
                "call-" + calls,
                tool(command),
                JsonNodeFactory.instance.objectNode().put("command", command).toString());
        lastTool = tool(command);
    }

    /** How a command ended is not recorded; that it ran out of time is said in what it showed. */
    private void observed(String text) {
        boolean late = text.startsWith("EXECUTION TIMED OUT");
        steps.result("call-" + calls, lastTool, late ? ToolStatus.INFRASTRUCTURE : ToolStatus.UNKNOWN, text);
    }

    private static String tool(String command) {
        Matcher word = FIRST_WORD.matcher(command);
        return word.lookingAt() ? word.group(1) : "bash";
    }

    /** Whether a submission was any good is not in the file. */
    private static TrajectoryEnded ended(JsonNode info) {
        String status = info.path("exit_status").asText("");
        if (status.equals("exit_format") || status.equals("exit_forfeit")) {
            return Steps.judged(false, 0, "ended by the agent's own mistake: " + status);
        }
        return status.contains("exit_") || status.equals("early_exit")
                ? Steps.broken("stopped before it was over: " + status)
                : Steps.unknown(status.isEmpty() ? "how it ended is not recorded" : status + ", and not evaluated");
    }
}

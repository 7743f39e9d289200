package io.insitu.connectors.atif;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.connectors.importing.Content;
import io.insitu.connectors.importing.Run;
import io.insitu.connectors.importing.Steps;
import io.insitu.schemas.Digest;
import io.insitu.schemas.event.Generation;
import io.insitu.schemas.event.Role;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.ToolStatus;
import io.insitu.schemas.event.TrajectoryEnded;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Tells one trajectory. Steps copied from an earlier one are that one's. */
final class AtifRuns {
    private final Steps steps = new Steps();
    private final AtifTokens tokens = new AtifTokens();
    private final Map<String, String> toolsByCall = new HashMap<>();
    private final String model;
    private String asked = "";

    private AtifRuns(String model) {
        this.model = model;
    }

    static Run of(JsonNode record, AtifReward rewards) {
        JsonNode agent = record.path("agent");
        AtifRuns run = new AtifRuns(agent.path("model_name").asText(""));
        record.path("steps").forEach(run::step);
        TaskStarted started = TaskStarted.newBuilder()
                .setTaskId("asked-" + Digest.of(run.asked))
                .setInstruction(run.asked)
                .setToolsOffered(offered(agent.path("tool_definitions")))
                .setAttributes(Map.of("agent", agent.path("name").asText("")))
                .build();
        return new Run(started, run.steps.list(), ended(rewards.of(record)));
    }

    private void step(JsonNode step) {
        if (step.path("is_copied_context").asBoolean()) {
            return;
        }
        String text = Content.text(step.path("message"));
        String source = step.path("source").asText();
        if (source.equals("agent")) {
            Generation generation =
                    tokens.generation(step, text, step.path("model_name").asText(model));
            if (generation != null) {
                steps.generation(generation);
            } else {
                steps.message(Role.ASSISTANT, text);
            }
        } else {
            steps.message(Content.role(source), text);
            asked = asked.isEmpty() && source.equals("user") ? text : asked;
        }
        for (JsonNode call : step.path("tool_calls")) {
            String id = call.path("tool_call_id").asText("");
            String tool = call.path("function_name").asText();
            toolsByCall.put(id, tool);
            steps.call(
                    id,
                    tool,
                    call.path("arguments").isObject() ? call.path("arguments").toString() : "{}");
        }
        for (JsonNode result : step.path("observation").path("results")) {
            observed(result);
        }
    }

    /** How a call ended is not in the format; what no call led to was shown by the system. */
    private void observed(JsonNode result) {
        String id = result.path("source_call_id").asText("");
        String text = Content.text(result.path("content"));
        if (id.isEmpty()) {
            steps.message(Role.SYSTEM, text);
        } else {
            steps.result(id, toolsByCall.getOrDefault(id, ""), ToolStatus.UNKNOWN, text);
        }
    }

    private static List<String> offered(JsonNode tools) {
        List<String> names = new ArrayList<>();
        for (JsonNode tool : tools) {
            String name =
                    tool.path("function").path("name").asText(tool.path("name").asText(""));
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return names;
    }

    private static TrajectoryEnded ended(OptionalDouble reward) {
        return reward.isEmpty()
                ? Steps.unknown("nobody said whether it was any good")
                : Steps.judged(reward.getAsDouble() == 1, reward.getAsDouble(), "recorded reward of its verifier");
    }
}

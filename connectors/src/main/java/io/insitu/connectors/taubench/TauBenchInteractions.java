package io.insitu.connectors.taubench;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.Message;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Role;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.ToolCall;
import io.insitu.schemas.event.ToolResult;
import io.insitu.schemas.event.ToolStatus;
import io.insitu.schemas.event.TrajectoryEnded;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tells one recorded run as the events its agent would have emitted. */
final class TauBenchInteractions {
    static final String SOURCE = "tau-bench@1";

    private final String fileId;
    private final ImportTarget target;

    /**
     * @param fileId names the file by its content, so that the same file always gives the same ids
     */
    TauBenchInteractions(String fileId, ImportTarget target) {
        this.fileId = fileId;
        this.target = target;
    }

    List<Interaction> of(TauBenchRecord record, int trials) {
        List<Object> bodies = new ArrayList<>();
        bodies.add(started(record, trials));
        for (JsonNode message : record.messages()) {
            addMessage(message, bodies);
        }
        bodies.add(ended(record));
        String trajectoryId = fileId + "/" + record.number();
        List<Interaction> events = new ArrayList<>(bodies.size());
        for (int seq = 0; seq < bodies.size(); seq++) {
            events.add(Interaction.newBuilder()
                    .setEventId(trajectoryId + "#" + seq)
                    .setTrajectoryId(trajectoryId)
                    .setLineage(target.lineage())
                    .setSeq(seq)
                    .setAtMs(target.atMs())
                    .setSource(SOURCE)
                    .setBody(bodies.get(seq))
                    .build());
        }
        return events;
    }

    /**
     * The instruction is what the agent saw, the user's first words. {@code info.task.instruction} is the script of
     * the simulated user: an agent never sees it, so a learner must not either. Terms follow from the instruction.
     */
    private TaskStarted started(TauBenchRecord record, int trials) {
        String firstWords = record.messages().stream()
                .filter(message -> message.path("role").asText().equals("user"))
                .map(message -> message.path("content").asText(""))
                .findFirst()
                .orElse("");
        return TaskStarted.newBuilder()
                .setTaskId(record.taskId())
                .setGroupId(fileId + "/task-" + record.taskId())
                .setGroupSize(trials)
                .setInstruction(firstWords)
                .setAttributes(Map.of("file", fileId, "trial", record.trial()))
                .build();
    }

    private static void addMessage(JsonNode message, List<Object> bodies) {
        String role = message.path("role").asText();
        String content = message.path("content").asText("");
        if (role.equals("tool")) {
            bodies.add(ToolResult.newBuilder()
                    .setCallId(message.path("tool_call_id").asText(""))
                    .setTool(message.path("name").asText(""))
                    .setStatus(TauBenchRecord.isErrorResult(message) ? ToolStatus.ERROR : ToolStatus.OK)
                    .setContent(content)
                    .build());
            return;
        }
        if (!content.isEmpty()) {
            bodies.add(
                    Message.newBuilder().setRole(role(role)).setContent(content).build());
        }
        for (JsonNode call : TauBenchRecord.toolCalls(message)) {
            bodies.add(ToolCall.newBuilder()
                    .setCallId(call.path("id").asText(""))
                    .setTool(call.path("function").path("name").asText())
                    .setArguments(call.path("function").path("arguments").asText())
                    .build());
        }
    }

    private static Role role(String name) {
        return switch (name) {
            case "system" -> Role.SYSTEM;
            case "user" -> Role.USER;
            case "assistant" -> Role.ASSISTANT;
            default -> Role.UNKNOWN; // such as subtask_creator, a second model that speaks to the agent
        };
    }

    private static TrajectoryEnded ended(TauBenchRecord record) {
        if (record.infrastructureError()) {
            String error = record.info().path("error").asText("no messages were recorded");
            return TrajectoryEnded.newBuilder()
                    .setOutcome(OutcomeKind.INFRASTRUCTURE)
                    .setDetail(error.lines().findFirst().orElse(""))
                    .build();
        }
        return TrajectoryEnded.newBuilder()
                .setOutcome(record.succeeded() ? OutcomeKind.SUCCESS : OutcomeKind.FAILURE)
                .setReward(Math.max(-1, Math.min(1, record.reward())))
                .setDetail("recorded verdict of tau-bench")
                .build();
    }
}

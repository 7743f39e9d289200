package io.insitu.connectors.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.Feedback;
import io.insitu.schemas.event.Generation;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.Message;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Role;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.ToolCall;
import io.insitu.schemas.event.ToolResult;
import io.insitu.schemas.event.ToolStatus;
import io.insitu.schemas.event.TrajectoryEnded;

/** One event from its JSON, or the reason why not. The format is in the module's README. */
final class EventJson {
    private static final double ANY = Double.MAX_VALUE;

    private final long latestMs;

    /**
     * @param latestMs an event may not have happened after this
     */
    EventJson(long latestMs) {
        this.latestMs = latestMs;
    }

    Interaction read(JsonNode json) throws RefusedEvent {
        Fields event = new Fields("", json);
        String trajectoryId = event.id("trajectoryId");
        int seq = (int) event.integer("seq", 0, Integer.MAX_VALUE);
        long atMs = event.integer("atMs", 1, Long.MAX_VALUE);
        String type = event.text("type");
        Fields fields = event.object("body");
        Object body = body(type, fields);
        fields.nothingElse();
        Interaction read = Interaction.newBuilder()
                .setEventId(event.text("eventId", trajectoryId + "#" + seq))
                .setTrajectoryId(trajectoryId)
                .setLineage(event.id("lineage"))
                .setSeq(seq)
                .setAtMs(atMs)
                .setSource("http@1")
                .setBody(body)
                .build();
        event.nothingElse();
        if (read.getEventId().isBlank() || read.getEventId().length() > 256) {
            throw event.bad("eventId", "must have 1 to 256 characters");
        }
        if (atMs > latestMs) {
            throw new RefusedEvent(
                    DeadLetterReason.CLOCK_IN_FUTURE, "atMs is " + (atMs - latestMs) + " ms beyond what is allowed");
        }
        return read;
    }

    private static Object body(String type, Fields body) throws RefusedEvent {
        return switch (type) {
            case "TaskStarted" ->
                TaskStarted.newBuilder()
                        .setTaskId(body.id("taskId"))
                        .setGroupId(body.text("groupId", ""))
                        .setGroupSize((int) body.integer("groupSize", 1, 1_000_000, 1))
                        .setInstruction(body.text("instruction"))
                        .setTerms(body.texts("terms"))
                        .setToolsOffered(body.texts("toolsOffered"))
                        .setContextUsed(body.texts("contextUsed"))
                        .setContextWithheld(body.texts("contextWithheld"))
                        .setAttributes(body.map("attributes"))
                        .build();
            case "Message" ->
                Message.newBuilder()
                        .setRole(body.word("role", Role.class))
                        .setContent(body.text("content"))
                        .build();
            case "Generation" -> generation(body);
            case "ToolCall" ->
                ToolCall.newBuilder()
                        .setCallId(body.id("callId"))
                        .setTool(body.id("tool"))
                        .setArguments(body.text("arguments", "{}"))
                        .build();
            case "ToolResult" ->
                ToolResult.newBuilder()
                        .setCallId(body.id("callId"))
                        .setTool(body.text("tool", ""))
                        .setStatus(body.word("status", ToolStatus.class))
                        .setContent(body.text("content"))
                        .setDurationMs(body.number("durationMs", -1, ANY, -1))
                        .build();
            case "Feedback" ->
                Feedback.newBuilder()
                        .setSource(body.id("source"))
                        .setOutcome(body.word("outcome", OutcomeKind.class))
                        .setReward(body.number("reward", -1, 1, 0))
                        .setComment(body.text("comment", ""))
                        .build();
            case "TrajectoryEnded" ->
                TrajectoryEnded.newBuilder()
                        .setOutcome(body.word("outcome", OutcomeKind.class))
                        .setReward(body.number("reward", -1, 1, 0))
                        .setDetail(body.text("detail", ""))
                        .build();
            default -> throw body.bad("type", "is unknown");
        };
    }

    private static Generation generation(Fields body) throws RefusedEvent {
        Generation read = Generation.newBuilder()
                .setText(body.text("text"))
                .setPromptTokens(body.integers("promptTokens"))
                .setTokens(body.integers("tokens"))
                .setLogProbs(body.floats("logProbs"))
                .setBaseModelId(body.text("baseModelId", ""))
                .setAdapterId(body.text("adapterId", ""))
                .setTemperature((float) body.number("temperature", 0, 100, 1))
                .setLatencyMs(body.number("latencyMs", -1, ANY, -1))
                .build();
        if (!read.getLogProbs().isEmpty()
                && read.getLogProbs().size() != read.getTokens().size()) {
            throw body.bad("body.logProbs", "must be empty or as long as tokens");
        }
        return read;
    }
}

package io.insitu.connectors.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.connectors.importing.Content;
import io.insitu.connectors.importing.Run;
import io.insitu.connectors.importing.Steps;
import io.insitu.connectors.importing.Teller;
import io.insitu.connectors.importing.UnusableException;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.ToolStatus;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tells a session, from one greeting to the next, as an attempt: its calls and their results, nothing else. */
final class McpSessions implements Teller {
    private static final int TIMED_OUT = -32001;
    private static final int MOST_STEPS = 10_000;
    private static final int MOST_CHARS = 8_000_000;

    private Session session = new Session();

    private static final class Session {
        private final Steps steps = new Steps();
        private final Map<String, String> toolsByCall = new HashMap<>();
        private final Set<String> offered = new LinkedHashSet<>();
        private String server = "";
        private boolean begun;
        private long chars;
        private int count;

        /** A session is held until it ends, and one without an end must not be held for ever. */
        private void grow(int more) {
            chars += more;
            count++;
            if (count > MOST_STEPS || chars > MOST_CHARS) {
                throw new UnusableException(
                        DeadLetterReason.LIMIT_REACHED,
                        "its session is too long: at most " + MOST_STEPS + " calls and results of " + MOST_CHARS
                                + " characters are kept");
            }
        }
    }

    @Override
    public List<Run> tell(long number, JsonNode line) {
        JsonNode message = McpTranscript.message(line);
        List<Run> complete = List.of();
        if (message.path("method").asText("").equals("initialize")) {
            complete = rest();
            session = new Session();
        }
        session.begun = true;
        if (message.path("method").asText("").equals("tools/call")) {
            call(message);
        } else if (McpTranscript.isReply(message)) {
            reply(message);
        }
        return complete;
    }

    private void call(JsonNode message) {
        session.grow(message.path("params").toString().length());
        String id = message.path("id").asText("");
        String tool = message.path("params").path("name").asText("");
        JsonNode arguments = message.path("params").path("arguments");
        session.toolsByCall.put(id, tool);
        session.steps.call(id, tool, arguments.isObject() ? arguments.toString() : "{}");
    }

    private void reply(JsonNode message) {
        String id = message.path("id").asText("");
        String tool = session.toolsByCall.remove(id);
        if (tool != null) {
            String text = text(message);
            session.grow(text.length());
            session.steps.result(id, tool, status(message), text);
            return;
        }
        JsonNode server = message.path("result").path("serverInfo");
        if (server.isObject()) {
            session.server = server.path("name").asText("") + " "
                    + server.path("version").asText("");
        }
        message.path("result").path("tools").forEach(each -> {
            if (session.offered.size() < MOST_STEPS) {
                session.offered.add(each.path("name").asText(""));
            }
        });
    }

    private static ToolStatus status(JsonNode reply) {
        if (reply.path("error").path("code").asInt() == TIMED_OUT) {
            return ToolStatus.INFRASTRUCTURE;
        }
        return McpTranscript.isError(reply) ? ToolStatus.ERROR : ToolStatus.OK;
    }

    private static String text(JsonNode reply) {
        if (reply.has("error")) {
            return reply.path("error").path("message").asText("");
        }
        String text = Content.text(reply.path("result").path("content"));
        JsonNode structured = reply.path("result").path("structuredContent");
        return text.isEmpty() && !structured.isMissingNode() ? structured.toString() : text;
    }

    @Override
    public List<Run> rest() {
        if (!session.begun) {
            return List.of();
        }
        String server = session.server.isBlank() ? "a server without a name" : session.server.strip();
        TaskStarted started = TaskStarted.newBuilder()
                .setTaskId(server)
                .setInstruction("")
                .setToolsOffered(List.copyOf(session.offered))
                .build();
        return List.of(new Run(
                started, session.steps.list(), Steps.unknown("a transcript does not say what the calls were for")));
    }
}

package io.insitu.connectors.mcp;

import static io.insitu.connectors.importing.UnusableException.require;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.connectors.importing.Beginning;
import io.insitu.connectors.importing.Tally;
import io.insitu.connectors.importing.Teller;
import io.insitu.connectors.importing.TraceFormat;
import java.nio.file.Path;

/** A JSON-RPC message per line, bare or with its direction: {@code {"dir", "message"}}. */
public final class McpTranscript implements TraceFormat {
    @Override
    public String name() {
        return "mcp";
    }

    @Override
    public boolean recognises(Beginning beginning) {
        return beginning.has("message/jsonrpc") || beginning.has("jsonrpc");
    }

    @Override
    public Tally tally() {
        return new McpStats();
    }

    @Override
    public Teller teller(Path file) {
        return new McpSessions();
    }

    /** The message of a line, checked. */
    static JsonNode message(JsonNode line) {
        JsonNode message = line.path("message").isObject() ? line.path("message") : line;
        require(message.path("jsonrpc").isTextual(), "jsonrpc is missing: this is no JSON-RPC message");
        require(
                message.path("method").isTextual() || message.has("result") || message.has("error"),
                "neither method, result nor error");
        return message;
    }

    /** Whether this is an answer, not a question or a notice. */
    static boolean isReply(JsonNode message) {
        return !message.has("method");
    }

    static boolean isError(JsonNode reply) {
        return reply.has("error") || reply.path("result").path("isError").asBoolean();
    }
}

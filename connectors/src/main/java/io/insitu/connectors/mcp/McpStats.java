package io.insitu.connectors.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.connectors.importing.Tally;
import io.insitu.connectors.importing.Words;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Counts messages, tools and calls. */
final class McpStats implements Tally {
    private static final int MOST = 10_000;

    private final Map<String, Boolean> tools = new LinkedHashMap<>(); // with an output schema or without
    private final Set<String> openCalls = new HashSet<>();
    private long messages;
    private long calls;
    private long errors;

    @Override
    public void file(Path file) {
        openCalls.clear();
    }

    @Override
    public void add(long number, JsonNode line) {
        JsonNode message = McpTranscript.message(line);
        messages++;
        String id = Words.shortened(message.path("id").asText(""));
        if (message.path("method").asText("").equals("tools/call")) {
            calls++;
            if (openCalls.size() < MOST) {
                openCalls.add(id);
            }
        } else if (McpTranscript.isReply(message)) {
            boolean answered = openCalls.remove(id);
            errors += answered && McpTranscript.isError(message) ? 1 : 0;
            for (JsonNode tool : message.path("result").path("tools")) {
                if (tools.size() < MOST) {
                    tools.put(
                            Words.shortened(tool.path("name").asText("")),
                            tool.path("outputSchema").isObject());
                }
            }
        }
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode stats = JsonNodeFactory.instance.objectNode();
        stats.put("messages", messages).put("tools", tools.size());
        tools.keySet().forEach(stats.putArray("tool_names")::add);
        stats.put(
                "tools_with_output_schema",
                tools.values().stream().filter(Boolean::booleanValue).count());
        return stats.put("calls", calls).put("error_results", errors);
    }
}

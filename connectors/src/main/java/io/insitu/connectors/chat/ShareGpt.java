package io.insitu.connectors.chat;

import static io.insitu.connectors.importing.UnusableException.require;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.connectors.importing.Beginning;
import io.insitu.connectors.importing.Tally;
import io.insitu.connectors.importing.Teller;
import io.insitu.connectors.importing.TraceFormat;
import io.insitu.connectors.importing.Words;
import java.nio.file.Path;
import java.util.List;

/** A conversation per element or line under {@code conversations}: who ({@code from}) said what ({@code value}). */
public final class ShareGpt implements TraceFormat {
    @Override
    public String name() {
        return "sharegpt";
    }

    @Override
    public boolean recognises(Beginning beginning) {
        return beginning.has("conversations/from", "conversations/value");
    }

    @Override
    public Tally tally() {
        return new Counts();
    }

    @Override
    public Teller teller(Path file) {
        return (number, record) -> {
            check(record);
            return List.of(ShareGptRuns.of(record));
        };
    }

    private static void check(JsonNode record) {
        JsonNode turns = record.path("conversations");
        require(turns.isArray() && !turns.isEmpty(), "conversations must be an array");
        for (JsonNode turn : turns) {
            require(turn.path("from").isTextual(), "conversations: from is missing");
            require(turn.path("value").isTextual(), "conversations: value must be text");
        }
    }

    private static final class Counts implements Tally {
        private final Words speakers = new Words();
        private int records;
        private long toolCalls;
        private long contentChars;

        @Override
        public void add(long number, JsonNode record) {
            check(record);
            records++;
            for (JsonNode turn : record.path("conversations")) {
                speakers.add(turn.path("from").asText());
                String text = turn.path("value").asText();
                contentChars += text.codePointCount(0, text.length());
                toolCalls += turn.path("from").asText().equals("function_call") ? 1 : 0;
            }
        }

        @Override
        public ObjectNode toJson() {
            ObjectNode stats = JsonNodeFactory.instance.objectNode();
            stats.put("records", records).put("messages", speakers.sum());
            stats.set("messages_by_speaker", speakers.toJson());
            return stats.put("tool_calls", toolCalls).put("content_chars", contentChars);
        }
    }
}

package io.insitu.connectors.chat;

import static io.insitu.connectors.importing.UnusableException.require;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.connectors.importing.Beginning;
import io.insitu.connectors.importing.Content;
import io.insitu.connectors.importing.Tally;
import io.insitu.connectors.importing.Teller;
import io.insitu.connectors.importing.TraceFormat;
import java.io.IOException;
import java.nio.file.Path;

/** A conversation per line under {@code messages}; {@code index.jsonl} beside it may tell task and reward of each line. */
public final class OpenAiChat implements TraceFormat {
    @Override
    public String name() {
        return "openai-chat";
    }

    @Override
    public boolean recognises(Beginning beginning) {
        return beginning.has("messages/role");
    }

    @Override
    public Tally tally() {
        return new ChatStats();
    }

    @Override
    public Teller teller(Path file) throws IOException {
        return new ChatRuns(file);
    }

    static void check(JsonNode record) {
        require(record.path("messages").isArray() && !record.path("messages").isEmpty(), "messages must be an array");
        int index = 0;
        for (JsonNode message : record.path("messages")) {
            String where = "messages[" + index++ + "]";
            Content.check(message, where);
            for (JsonNode call : message.path("tool_calls")) {
                require(
                        call.path("function").path("name").isTextual(),
                        where + ".tool_calls: function.name is missing");
            }
        }
    }
}

package io.insitu.connectors.bfcl;

import static io.insitu.connectors.importing.UnusableException.require;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.connectors.importing.Content;
import java.util.ArrayList;
import java.util.List;

/**
 * One task, checked.
 *
 * @param turns what is said to the agent, turn by turn; nothing in turns where functions that were missing appear
 */
record BfclTask(String id, List<List<JsonNode>> turns) {
    BfclTask {
        turns = List.copyOf(turns);
    }

    static BfclTask of(JsonNode record) {
        require(!record.path("id").asText("").isBlank(), "id is missing");
        require(record.path("question").isArray(), "question must be an array of turns");
        List<List<JsonNode>> turns = new ArrayList<>();
        for (JsonNode turn : record.path("question")) {
            String where = "question[" + turns.size() + "]";
            require(turn.isArray(), where + " must be an array of messages");
            List<JsonNode> messages = new ArrayList<>();
            for (JsonNode message : turn) {
                Content.check(message, where);
                messages.add(message);
            }
            turns.add(messages);
        }
        return new BfclTask(record.path("id").asText(), turns);
    }

    /** In these tasks no function helps, and calling none is right. */
    boolean wantsNoCall() {
        return id.contains("irrelevance");
    }
}

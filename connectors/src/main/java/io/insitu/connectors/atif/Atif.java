package io.insitu.connectors.atif;

import static io.insitu.connectors.importing.UnusableException.require;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.connectors.importing.Beginning;
import io.insitu.connectors.importing.Tally;
import io.insitu.connectors.importing.Teller;
import io.insitu.connectors.importing.TraceFormat;
import java.nio.file.Path;
import java.util.List;

/** Trajectories of version 1, whatever comes behind its dot; of what came after 1.4 only what text and calls are made of is read. */
public final class Atif implements TraceFormat {
    @Override
    public String name() {
        return "atif";
    }

    @Override
    public boolean recognises(Beginning beginning) {
        return beginning.text("schema_version").startsWith("ATIF-");
    }

    @Override
    public Tally tally() {
        return new AtifStats();
    }

    @Override
    public Teller teller(Path file) {
        AtifReward reward = AtifReward.beside(file);
        return (number, record) -> {
            check(record);
            return List.of(AtifRuns.of(record, reward));
        };
    }

    static void check(JsonNode record) {
        String version = record.path("schema_version").asText("");
        require(version.startsWith("ATIF-v1."), "schema_version '" + cut(version) + "' is not known; known: ATIF-v1.x");
        require(record.path("steps").isArray(), "steps must be an array");
        int index = 0;
        for (JsonNode step : record.path("steps")) {
            String where = "steps[" + index++ + "]";
            require(step.path("source").isTextual(), where + ".source is missing");
            for (JsonNode call : step.path("tool_calls")) {
                require(call.path("function_name").isTextual(), where + ".tool_calls: function_name is missing");
            }
        }
    }

    private static String cut(String text) {
        return text.substring(0, Math.min(text.length(), 40));
    }
}

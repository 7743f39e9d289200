package io.insitu.connectors.reflexion;

import static io.insitu.connectors.importing.UnusableException.require;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.connectors.importing.Beginning;
import io.insitu.connectors.importing.Tally;
import io.insitu.connectors.importing.Teller;
import io.insitu.connectors.importing.TraceFormat;
import io.insitu.connectors.importing.Words;
import java.io.IOException;
import java.nio.file.Path;

/** One file per trial, with every environment, its outcome so far and the lessons so far. */
public final class ReflexionTrials implements TraceFormat {
    @Override
    public String name() {
        return "reflexion-trials";
    }

    @Override
    public boolean recognises(Beginning beginning) {
        return beginning.has("name", "memory", "is_success");
    }

    @Override
    public Tally tally() {
        return new Counts();
    }

    @Override
    public Teller teller(Path file) throws IOException {
        return new TrialRuns(file);
    }

    static void check(JsonNode environment) {
        require(!environment.path("name").asText("").isBlank(), "name is missing");
        require(environment.path("is_success").isBoolean(), "is_success must be true or false");
        require(environment.path("memory").isArray(), "memory must be an array");
    }

    /** The trials of one folder, each by its file. */
    private static final class Counts implements Tally {
        private final Words environments = new Words();
        private final ArrayNode successes = JsonNodeFactory.instance.arrayNode();
        private final ArrayNode memories = JsonNodeFactory.instance.arrayNode();

        @Override
        public void file(Path file) {
            successes.add(0);
            memories.add(0);
        }

        @Override
        public void add(long number, JsonNode environment) {
            check(environment);
            environments.add(environment.path("name").asText());
            more(successes, environment.path("is_success").asBoolean() ? 1 : 0);
            more(memories, environment.path("memory").size());
        }

        private static void more(ArrayNode counts, int more) {
            int last = counts.size() - 1;
            int before = counts.get(last).asInt();
            counts.remove(last);
            counts.add(before + more);
        }

        @Override
        public ObjectNode toJson() {
            ObjectNode stats = JsonNodeFactory.instance
                    .objectNode()
                    .put("envs", environments.distinct())
                    .put("trials", successes.size());
            stats.set("successes_by_trial", successes);
            stats.set("memories_by_trial", memories);
            return stats;
        }
    }
}

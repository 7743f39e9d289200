package io.insitu.connectors.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.schemas.model.JsonObjectFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The {@code eos_token_id} of generation_config.json and config.json: a number or a list. */
final class EndTokens {
    private EndTokens() {}

    static Set<Integer> of(Path modelFolder) throws IOException {
        Set<Integer> tokens = new TreeSet<>();
        for (String name : List.of("generation_config.json", "config.json")) {
            Path file = modelFolder.resolve(name);
            if (Files.exists(file)) {
                JsonNode end = JsonObjectFile.read(file).path("eos_token_id");
                if (end.isInt()) {
                    tokens.add(end.intValue());
                }
                end.forEach(one -> tokens.add(one.intValue()));
            }
        }
        return tokens;
    }
}

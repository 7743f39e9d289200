package io.insitu.ops.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.insitu.ops.UserError;
import io.insitu.schemas.JsonReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What roles are told in a file: a JSON object.
 *
 * @param bootstrap a cluster's brokers; null: the process that runs on a folder
 * @param registry address of its schema registry, as the Confluent protocol has it; goes with {@code bootstrap}
 */
record RunConfig(@Nullable String bootstrap, @Nullable String registry, LlmConfig llm) {
    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    RunConfig {
        if ((bootstrap == null) != (registry == null)) {
            throw new IllegalArgumentException("bootstrap and registry go together");
        }
    }

    static RunConfig read(Path file) {
        try {
            JsonNode root = JSON.readTree(Files.readString(file));
            known(root, "", Set.of("bootstrap", "registry", "llm"));
            return new RunConfig(
                    root.path("bootstrap").textValue(),
                    root.path("registry").textValue(),
                    LlmConfig.of(root.path("llm")));
        } catch (JsonProcessingException e) {
            throw UserError.usage("--config " + file + ": is no JSON (" + JsonReason.of(e) + ")");
        } catch (IOException e) {
            throw UserError.usage("--config " + file + ": cannot be read (" + UserError.reason(e) + ")");
        } catch (IllegalArgumentException e) {
            throw UserError.usage("--config " + file + ": " + e.getMessage());
        }
    }

    /** A key that nobody reads is a slip of the hand. */
    static void known(JsonNode object, String path, Set<String> keys) {
        if (!object.isObject()) {
            throw new IllegalArgumentException((path.isEmpty() ? "it" : path) + " must be an object");
        }
        object.fieldNames().forEachRemaining(key -> {
            if (!keys.contains(key)) {
                String full = path.isEmpty() ? key : path + "." + key;
                throw new IllegalArgumentException("'" + full + "' is not known; known: "
                        + String.join(", ", keys.stream().sorted().toList()));
            }
        });
    }
}

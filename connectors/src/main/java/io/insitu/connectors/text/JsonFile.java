package io.insitu.connectors.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.schemas.JsonReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** JSON files of a model's folder; one that is damaged is named. */
final class JsonFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonFile() {}

    static JsonNode read(Path file) throws IOException {
        try {
            return JSON.readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            throw new IOException(file + ": not JSON: " + JsonReason.of(e));
        }
    }
}

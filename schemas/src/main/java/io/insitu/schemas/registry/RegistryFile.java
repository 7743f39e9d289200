package io.insitu.schemas.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.schemas.JsonReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.avro.Schema;

/** A registry's state as one JSON file, written beside and then renamed: a crash leaves the old one or the new one. */
final class RegistryFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;

    RegistryFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    RegistryState read() {
        if (!Files.exists(file)) {
            return RegistryState.EMPTY;
        }
        try {
            return parse(JSON.readTree(Files.readAllBytes(file)));
        } catch (JsonProcessingException e) {
            throw unreadable(JsonReason.of(e), e);
        } catch (IOException | RuntimeException e) {
            throw unreadable(String.valueOf(e.getMessage()), e);
        }
    }

    private IllegalStateException unreadable(String reason, Exception cause) {
        return new IllegalStateException(
                "registry file " + file + " cannot be read (" + reason
                        + "): restore it, or start with another data folder",
                cause);
    }

    void write(RegistryState state) {
        ObjectNode json = JSON.createObjectNode();
        ArrayNode schemas = json.putArray("schemas");
        state.schemas().forEach(schema -> schemas.add(schema.toString()));
        ObjectNode subjects = json.putObject("subjects");
        state.subjects().forEach((subject, ids) -> {
            ArrayNode versions = subjects.putArray(subject);
            ids.forEach(versions::add);
        });
        Path beside = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            Files.createDirectories(Objects.requireNonNull(file.getParent(), "a file lies in a folder"));
            try (FileChannel out = FileChannel.open(
                    beside,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(json));
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("registry file " + file + " cannot be written", e);
        }
    }

    private static RegistryState parse(JsonNode json) {
        List<Schema> schemas = new ArrayList<>();
        json.required("schemas").forEach(schema -> schemas.add(ConfluentRegistry.parse(schema.asText())));
        Map<String, List<Integer>> subjects = new TreeMap<>();
        json.required("subjects").fields().forEachRemaining(subject -> {
            List<Integer> ids = new ArrayList<>();
            subject.getValue().forEach(id -> {
                if (id.asInt() < 1 || id.asInt() > schemas.size()) {
                    throw new IllegalArgumentException(subject.getKey() + " names the missing id " + id);
                }
                ids.add(id.asInt());
            });
            subjects.put(subject.getKey(), List.copyOf(ids));
        });
        return new RegistryState(schemas, subjects);
    }
}

package io.insitu.schemas.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.schemas.JsonReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Typed access to the fields of one config.json; every refusal names the file and the field. */
record ConfigFields(Path file, JsonNode root) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    static ConfigFields read(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new ModelFormatException(file + ": no such file");
        }
        try {
            JsonNode root = JSON.readTree(Files.readAllBytes(file));
            if (!root.isObject()) {
                throw new ModelFormatException(file + ": not a JSON object");
            }
            return new ConfigFields(file, root);
        } catch (JsonProcessingException e) {
            throw new ModelFormatException(file + ": not JSON: " + JsonReason.of(e));
        }
    }

    /** Written beside its place and renamed: readers see the whole file or none. */
    static void write(Path file, ObjectNode root) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".part");
        Files.write(beside, JSON.writeValueAsBytes(root));
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    ModelFormatException refusal(String field, String reason) {
        return new ModelFormatException(file + ": " + field + " " + reason);
    }

    String oneOf(String field, List<String> allowed, String missing) throws ModelFormatException {
        String value = root.path(field).asText(missing);
        if (!allowed.contains(value)) {
            throw refusal(field, "\"" + value + "\" is not implemented; " + allowed);
        }
        return value;
    }

    int size(String field) throws ModelFormatException {
        JsonNode node = root.path(field);
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.asInt() < 1) {
            throw refusal(field, "must be a positive integer, was " + shown(node));
        }
        return node.asInt();
    }

    int size(String field, int missing) throws ModelFormatException {
        return root.hasNonNull(field) ? size(field) : missing;
    }

    double positive(String field, double missing) throws ModelFormatException {
        return root.hasNonNull(field) ? positive(field, root.get(field)) : missing;
    }

    /** A number inside an object such as rope_scaling, under its full name. */
    double positive(String field, JsonNode node) throws ModelFormatException {
        if (!node.isNumber() || !(node.asDouble() > 0) || Double.isInfinite(node.asDouble())) {
            throw refusal(field, "must be a positive number, was " + shown(node));
        }
        return node.asDouble();
    }

    boolean flag(String field) throws ModelFormatException {
        JsonNode node = root.path(field);
        if (node.isMissingNode() || node.isNull()) {
            return false;
        }
        if (!node.isBoolean()) {
            throw refusal(field, "must be true or false, was " + shown(node));
        }
        return node.asBoolean();
    }

    void mustBeFalse(String field) throws ModelFormatException {
        if (flag(field)) {
            throw refusal(field, "true is not implemented");
        }
    }

    void mustBeAbsent(String field) throws ModelFormatException {
        if (root.hasNonNull(field)) {
            throw refusal(field, shown(root.get(field)) + " is not implemented");
        }
    }

    /** A value as a refusal quotes it. */
    static String shown(JsonNode node) {
        String text = node.isMissingNode() ? "missing" : node.toString();
        return text.length() <= 80 ? text : text.substring(0, 80) + "...";
    }
}

package io.insitu.schemas.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Typed access to the fields of one config.json; every refusal names the file and the field. */
record ConfigFields(Path file, JsonNode root) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    static ConfigFields read(Path file) throws IOException {
        return new ConfigFields(file, JsonObjectFile.read(file));
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

    /** What is missing or null may go by a value of its own. */
    String oneOf(String field, List<String> allowed, String missing) throws ModelFormatException {
        String value = text(field, missing);
        if (!allowed.contains(value)) {
            throw refusal(field, "\"" + value + "\" is not implemented; " + allowed);
        }
        return value;
    }

    String text(String field, String missing) throws ModelFormatException {
        JsonNode node = root.path(field);
        if (!root.hasNonNull(field)) {
            return missing;
        }
        if (!node.isTextual()) {
            throw refusal(field, "must be a text, was " + shown(node));
        }
        return node.textValue();
    }

    /** A list, empty where it is missing or null. */
    JsonNode list(String field) throws ModelFormatException {
        JsonNode node = root.path(field);
        if (root.hasNonNull(field) && !node.isArray()) {
            throw refusal(field, "must be a list, was " + shown(node));
        }
        return node;
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

    /** Whether a value says that what it is about is not there: absent, null, false, 0 or empty. */
    static boolean isOff(JsonNode value) {
        return value.isContainerNode()
                ? value.isEmpty()
                : value.isMissingNode()
                        || value.isNull()
                        || value.isBoolean() && !value.booleanValue()
                        || value.isNumber() && value.doubleValue() == 0
                        || value.isTextual() && value.textValue().isEmpty();
    }

    /** A value as a refusal quotes it. */
    static String shown(JsonNode node) {
        String text = node.isMissingNode() ? "missing" : node.toString();
        return text.length() <= 80 ? text : text.substring(0, 80) + "...";
    }
}

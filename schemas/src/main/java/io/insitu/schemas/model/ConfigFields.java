package io.insitu.schemas.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Typed access to the fields of one config.json; every refusal names the file and the field. */
record ConfigFields(Path file, JsonNode root) {
    String oneOf(String field, List<String> allowed, String missing) throws ModelFormatException {
        String value = root.path(field).asText(missing);
        if (!allowed.contains(value)) {
            throw new ModelFormatException(file + ": " + field + " \"" + value + "\" is not implemented; " + allowed);
        }
        return value;
    }

    int size(String field) throws ModelFormatException {
        JsonNode node = root.path(field);
        if (!node.canConvertToInt() || node.asInt() < 1) {
            throw new ModelFormatException(file + ": " + field + " must be a positive integer, was " + node);
        }
        return node.asInt();
    }

    int size(String field, int missing) throws ModelFormatException {
        return root.hasNonNull(field) ? size(field) : missing;
    }

    double number(String field, double missing) {
        return root.path(field).asDouble(missing);
    }

    void mustBeFalse(String field) throws ModelFormatException {
        if (root.path(field).asBoolean(false)) {
            throw new ModelFormatException(file + ": " + field + " true is not implemented");
        }
    }

    void mustBeAbsent(String field) throws ModelFormatException {
        if (root.hasNonNull(field)) {
            throw new ModelFormatException(file + ": " + field + " " + root.get(field) + " is not implemented");
        }
    }

    /** transformers 5 keeps theta inside rope_parameters, transformers 4 beside an optional rope_scaling. */
    double ropeTheta() throws ModelFormatException {
        for (String field : List.of("rope_parameters", "rope_scaling")) {
            JsonNode node = root.path(field);
            String type = ropeType(node);
            if (type != null && !type.equals("default")) {
                throw new ModelFormatException(file + ": " + field + " type \"" + type + "\" is not implemented");
            }
        }
        return root.path("rope_parameters").path("rope_theta").asDouble(number("rope_theta", 10_000));
    }

    private static @Nullable String ropeType(JsonNode node) {
        JsonNode type = node.has("rope_type") ? node.get("rope_type") : node.get("type");
        return type == null ? null : type.asText();
    }
}

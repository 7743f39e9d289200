package io.insitu.schemas.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rotary fields of a config.json in both spellings: transformers 5 keeps all in {@code rope_parameters}, transformers 4
 * has {@code rope_theta} beside an optional {@code rope_scaling}.
 */
record RopeFields(double theta, RopeScaling scaling) {
    private static final double DEFAULT_THETA = 10_000;

    /** Numbers of the object that every kind may hold: read elsewhere, or without a meaning where the kind has no use for it. */
    private static final Set<String> OF_ALL = Set.of(
            "rope_theta", "rope_type", "type", "partial_rotary_factor", "factor", "original_max_position_embeddings");

    /** What a kind computes with beyond these. */
    private static final Map<String, Set<String>> OF_KIND =
            Map.of("default", Set.of(), "linear", Set.of(), "llama3", Set.of("low_freq_factor", "high_freq_factor"));

    static RopeFields of(ConfigFields fields) throws ModelFormatException {
        boolean five = fields.root().hasNonNull("rope_parameters");
        String name = five ? "rope_parameters" : "rope_scaling";
        JsonNode node = fields.root().path(name);
        if (!node.isMissingNode() && !node.isNull() && !node.isObject()) {
            throw fields.refusal(name, "must be an object, was " + ConfigFields.shown(node));
        }
        mustBeOneTruth(fields, name, node);
        if (node.hasNonNull("partial_rotary_factor")
                && fields.positive(name + ".partial_rotary_factor", node.get("partial_rotary_factor")) != 1) {
            throw fields.refusal(name + ".partial_rotary_factor", "is not implemented");
        }
        double outside = fields.positive("rope_theta", DEFAULT_THETA);
        double theta =
                node.hasNonNull("rope_theta") ? fields.positive(name + ".rope_theta", node.get("rope_theta")) : outside;
        if (theta != outside && fields.root().hasNonNull("rope_theta")) {
            throw fields.refusal("rope_theta", outside + " is not what " + name + " says, " + theta + "; keep one");
        }
        return new RopeFields(theta, scaling(fields, name, node));
    }

    /** Neither spelling may contradict the other, nor may kinds of layers have rotations of their own. */
    private static void mustBeOneTruth(ConfigFields fields, String name, JsonNode node) throws ModelFormatException {
        JsonNode other = fields.root().path("rope_scaling");
        if (name.equals("rope_parameters") && fields.root().hasNonNull("rope_scaling") && !other.equals(node)) {
            throw fields.refusal("rope_scaling", "says something else than rope_parameters; keep one of them");
        }
        for (JsonNode value : node) {
            if (value.isObject()) {
                throw fields.refusal(name, "by kinds of layers is not implemented; one for all layers is");
            }
        }
    }

    private static RopeScaling scaling(ConfigFields fields, String name, JsonNode node) throws ModelFormatException {
        String type = type(fields, name, node);
        try {
            return switch (type) {
                case "default" -> RopeScaling.NONE;
                case "linear" -> RopeScaling.linear(number(fields, name, node, "factor"));
                default -> // llama3
                    RopeScaling.llama3(
                            number(fields, name, node, "factor"),
                            number(fields, name, node, "low_freq_factor"),
                            number(fields, name, node, "high_freq_factor"),
                            number(fields, name, node, "original_max_position_embeddings"));
            };
        } catch (IllegalArgumentException e) {
            throw fields.refusal(name, "is not usable: " + e.getMessage());
        }
    }

    /** The kind, in either spelling; it must have a use for every number beside it, which would be dropped otherwise. */
    private static String type(ConfigFields fields, String name, JsonNode node) throws ModelFormatException {
        String type = "";
        for (String spelling : List.of("type", "rope_type")) { // the older one first
            JsonNode told = node.path(spelling);
            if (!node.hasNonNull(spelling)) {
                continue;
            }
            if (!told.isTextual() || !OF_KIND.containsKey(told.textValue())) {
                throw fields.refusal(
                        name + "." + spelling,
                        ConfigFields.shown(told) + " is not implemented; [default, linear, llama3]");
            }
            if (!type.isEmpty() && !type.equals(told.textValue())) {
                throw fields.refusal(name, "has type \"" + type + "\" and rope_type " + told + "; keep one of them");
            }
            type = told.textValue();
        }
        String kind = type.isEmpty() ? "default" : type;
        for (Map.Entry<String, JsonNode> number : node.properties()) {
            if (isUsed(kind, number.getKey(), number.getValue())) {
                continue;
            }
            String said = number.getKey() + " " + ConfigFields.shown(number.getValue());
            throw type.isEmpty()
                    ? fields.refusal(name + ".rope_type", "is missing beside " + said + "; [default, linear, llama3]")
                    : fields.refusal(name + "." + said, "is not implemented with rope_type \"" + type + "\"");
        }
        return kind;
    }

    private static boolean isUsed(String kind, String field, JsonNode value) {
        if (field.equals("factor") && kind.equals("default")) {
            return value.isNull() || value.isNumber() && value.doubleValue() == 1;
        }
        return value.isNull()
                || OF_ALL.contains(field)
                || OF_KIND.getOrDefault(kind, Set.of()).contains(field);
    }

    private static double number(ConfigFields fields, String name, JsonNode node, String field)
            throws ModelFormatException {
        return fields.positive(name + "." + field, node.path(field));
    }
}

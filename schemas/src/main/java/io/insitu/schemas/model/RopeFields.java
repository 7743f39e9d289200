package io.insitu.schemas.model;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The rotary fields of a config.json in both spellings: transformers 5 keeps all in {@code rope_parameters}, transformers 4
 * has {@code rope_theta} beside an optional {@code rope_scaling}.
 */
record RopeFields(double theta, RopeScaling scaling) {
    private static final double DEFAULT_THETA = 10_000;

    static RopeFields of(ConfigFields fields) throws ModelFormatException {
        boolean five = fields.root().hasNonNull("rope_parameters");
        String name = five ? "rope_parameters" : "rope_scaling";
        JsonNode node = fields.root().path(name);
        if (!node.isMissingNode() && !node.isNull() && !node.isObject()) {
            throw fields.refusal(name, "must be an object, was " + node);
        }
        mustBeOneTruth(fields, name, node);
        if (node.path("partial_rotary_factor").asDouble(1) != 1) {
            throw fields.refusal(name + ".partial_rotary_factor", "is not implemented");
        }
        double outside = fields.positive("rope_theta", DEFAULT_THETA);
        double theta = node.has("rope_theta") ? fields.positive(name + ".rope_theta", node.get("rope_theta")) : outside;
        return new RopeFields(theta, scaling(fields, name, node));
    }

    /** Neither spelling may contradict the other, nor may kinds of layers have rotations of their own. */
    private static void mustBeOneTruth(ConfigFields fields, String name, JsonNode node) throws ModelFormatException {
        JsonNode other = fields.root().path("rope_scaling");
        if (name.equals("rope_parameters") && other.isObject() && !other.equals(node)) {
            throw fields.refusal("rope_scaling", "says something else than rope_parameters; keep one of them");
        }
        for (JsonNode value : node) {
            if (value.isObject()) {
                throw fields.refusal(name, "by kinds of layers is not implemented; one for all layers is");
            }
        }
    }

    private static RopeScaling scaling(ConfigFields fields, String name, JsonNode node) throws ModelFormatException {
        String type = node.path(node.has("rope_type") ? "rope_type" : "type").asText("default");
        try {
            return switch (type) {
                case "default" -> RopeScaling.NONE;
                case "linear" -> RopeScaling.linear(number(fields, name, node, "factor"));
                case "llama3" ->
                    RopeScaling.llama3(
                            number(fields, name, node, "factor"),
                            number(fields, name, node, "low_freq_factor"),
                            number(fields, name, node, "high_freq_factor"),
                            number(fields, name, node, "original_max_position_embeddings"));
                default ->
                    throw fields.refusal(name, "type \"" + type + "\" is not implemented; [default, linear, llama3]");
            };
        } catch (IllegalArgumentException e) {
            throw fields.refusal(name, "is not usable: " + e.getMessage());
        }
    }

    private static double number(ConfigFields fields, String name, JsonNode node, String field)
            throws ModelFormatException {
        return fields.positive(name + "." + field, node.path(field));
    }
}

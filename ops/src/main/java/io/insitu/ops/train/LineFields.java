package io.insitu.ops.train;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.connectors.text.TextException;
import io.insitu.ops.UserError;
import io.insitu.schemas.model.ModelConfig;
import java.nio.file.Path;

/** Typed access to one line of a training file; every refusal names file, line and field. */
record LineFields(Path file, int line, ModelConfig model, Tokenizing tokenizing) {
    UserError refusal(String reason) {
        return new UserError(file + ":" + line + ": " + reason);
    }

    /** {@code tokens} with {@code mask}, or {@code messages} of which the assistant's are the targets. */
    Sequence sequence(JsonNode node) {
        Sequence sequence;
        if (node.has("messages")) {
            sequence = messages(node);
        } else {
            int[] tokens = tokens(node);
            sequence = new Sequence(tokens, floats(node, "mask", tokens.length));
        }
        if (sequence.tokens().length > model.maxPositions()) {
            throw refusal(sequence.tokens().length + " tokens; the model reads " + model.maxPositions());
        }
        float factor = (float) number(node, "weight", 1);
        boolean targets = false;
        for (int t = 0; t < sequence.weights().length; t++) {
            sequence.weights()[t] *= factor;
            targets |= t > 0 && sequence.weights()[t] != 0;
        }
        if (!targets) {
            throw refusal("mask: no token behind the first is a target");
        }
        return sequence;
    }

    private Sequence messages(JsonNode node) {
        try {
            return ChatTokens.of(tokenizing.text(), node.path("messages"));
        } catch (IllegalArgumentException | TextException e) {
            throw refusal("messages: " + e.getMessage());
        }
    }

    private int[] tokens(JsonNode node) {
        JsonNode given = node.path("tokens");
        if (!given.isArray() || given.isEmpty()) {
            throw refusal("tokens: a list of token ids is missing (or messages)");
        }
        int[] tokens = new int[given.size()];
        for (int t = 0; t < tokens.length; t++) {
            JsonNode id = given.get(t);
            if (!id.isInt() || id.asInt() < 0 || id.asInt() >= model.vocabSize()) {
                throw refusal("tokens: " + id + " at " + t + " is outside the vocabulary of " + model.vocabSize());
            }
            tokens[t] = id.asInt();
        }
        return tokens;
    }

    /** One finite number or truth value per token. */
    float[] floats(JsonNode node, String field, int length) {
        JsonNode given = node.path(field);
        if (!given.isArray() || given.size() != length) {
            throw refusal(field + ": " + length + " tokens need as many entries, there are " + given.size());
        }
        float[] values = new float[length];
        for (int t = 0; t < length; t++) {
            JsonNode value = given.get(t);
            values[t] = value.isBoolean() ? (value.asBoolean() ? 1 : 0) : (float) value.asDouble(Double.NaN);
            if (!Float.isFinite(values[t])) {
                throw refusal(field + ": entry " + t + " is " + value);
            }
        }
        return values;
    }

    double number(JsonNode node, String field, double missing) {
        JsonNode value = node.path(field);
        if (value.isMissingNode() && !Double.isNaN(missing)) {
            return missing;
        }
        if (!value.isNumber() || !Double.isFinite(value.asDouble())) {
            throw refusal(field + ": must be a number, was " + (value.isMissingNode() ? "missing" : value));
        }
        return value.asDouble();
    }
}

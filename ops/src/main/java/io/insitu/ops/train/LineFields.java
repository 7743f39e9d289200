package io.insitu.ops.train;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.connectors.text.TextException;
import io.insitu.ops.UserError;
import io.insitu.schemas.model.ModelConfig;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Typed access to one line of a training file; every refusal names file, line and field. */
record LineFields(Path file, int line, ModelConfig model, Tokenizing tokenizing) {
    /** Above 0 by so little that a sampler's float32 may have done it. */
    private static final double ROUNDING = 1e-5;

    UserError refusal(String reason) {
        return new UserError(file + ":" + line + ": " + reason);
    }

    /** The line as text. */
    String decoded(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw refusal("not UTF-8");
        }
    }

    /** Refuses what nobody would read: a misspelt field is no field. */
    void mustKnow(JsonNode node, String where, Set<String> known) {
        node.fieldNames().forEachRemaining(field -> {
            if (!known.contains(field)) {
                throw refusal(where + field + ": no such field here; known are " + String.join(", ", known));
            }
        });
    }

    static String shown(JsonNode node) {
        String text = node.toString();
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }

    /** {@code tokens} with {@code mask}, or {@code messages} of which the assistant's are the targets. */
    Sequence sequence(JsonNode node) {
        Sequence sequence;
        if (node.has("messages")) {
            for (String other : List.of("tokens", "mask")) {
                if (node.has(other)) {
                    throw refusal(other + ": messages are there too; give one or the other");
                }
            }
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
            Sequence sequence = ChatTokens.of(tokenizing.text(), node.path("messages"));
            for (int token : sequence.tokens()) {
                if (token >= model.vocabSize()) {
                    throw refusal("messages: the tokenizer makes token " + token
                            + " of them, which is outside the model's vocabulary of " + model.vocabSize());
                }
            }
            return sequence;
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

    /** What the sampler gave each target; other entries are not read. */
    float[] logProbs(JsonNode node, Sequence sequence) {
        JsonNode given = node.path("logprobs");
        int length = sequence.tokens().length;
        if (!given.isArray() || given.size() != length) {
            throw refusal("logprobs: " + length + " tokens need as many entries, there are " + given.size());
        }
        float[] values = new float[length];
        for (int t = 1; t < length; t++) {
            if (sequence.weights()[t] == 0) {
                continue;
            }
            double value = given.get(t).isNumber() ? given.get(t).asDouble() : Double.NaN;
            if (!(value <= ROUNDING) || Double.isInfinite(value)) {
                throw refusal("logprobs: entry " + t + " is " + given.get(t)
                        + "; the logarithm of a probability is a number up to 0");
            }
            values[t] = (float) value;
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

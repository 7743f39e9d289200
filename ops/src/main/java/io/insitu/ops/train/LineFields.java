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
import org.jspecify.annotations.Nullable;

/**
 * Typed access to one line of a training file; every refusal names file, line and field.
 *
 * @param member of the line that is read, as a refusal names it ("chosen: "); empty: the line itself
 */
record LineFields(Path file, int line, String member, ModelConfig model, Tokenizing tokenizing) {
    /** Above 0 by so little that a sampler's float32 may have done it. */
    private static final double ROUNDING = 1e-5;

    LineFields(Path file, int line, ModelConfig model, Tokenizing tokenizing) {
        this(file, line, "", model, tokenizing);
    }

    /** The same for an object that is a field of the line. */
    LineFields within(String field) {
        return new LineFields(file, line, field + ": ", model, tokenizing);
    }

    UserError refusal(String reason) {
        return new UserError(file + ":" + line + ": " + member + reason);
    }

    /** What the line is called where something made of it is complained about. */
    String name() {
        return name(line);
    }

    static String name(int line) {
        return "line " + line;
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
    void mustKnow(JsonNode node, Set<String> known) {
        node.fieldNames().forEachRemaining(field -> {
            if (!known.contains(field)) {
                throw refusal(field + ": no such field here; known are " + String.join(", ", known));
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
            sequence = new Sequence(tokens, mask(node, tokens.length));
        }
        if (sequence.tokens().length > model.maxPositions()) {
            throw refusal(sequence.tokens().length + " tokens; the model reads " + model.maxPositions());
        }
        float factor = (float) number(node, "weight", 1);
        if (!(factor > 0) || !Float.isFinite(factor)) {
            throw refusal("weight: is " + node.path("weight")
                    + "; it must be above 0: leave out a line that shall not count");
        }
        boolean targets = false;
        for (int t = 0; t < sequence.weights().length; t++) {
            sequence.weights()[t] *= factor;
            if (!Float.isFinite(sequence.weights()[t])) {
                throw refusal("weight: times entry " + t + " of mask it is beyond float32");
            }
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
            if (!id.isIntegralNumber()) {
                throw refusal("tokens: entry " + t + " is " + shown(id) + ", which is no token id");
            }
            if (!id.isInt() || id.asInt() < 0 || id.asInt() >= model.vocabSize()) {
                throw refusal("tokens: " + id + " at " + t + " is outside the vocabulary of " + model.vocabSize());
            }
            tokens[t] = id.asInt();
        }
        return tokens;
    }

    /**
     * How much each token counts: a number from 0, or a truth value. Below 0 it would turn any loss round; what shall be unlearnt
     * is told by a low reward or a rejected sequence.
     */
    private float[] mask(JsonNode node, int length) {
        JsonNode given = node.path("mask");
        if (!given.isArray() || given.size() != length) {
            throw refusal("mask: " + length + " tokens need as many entries, there are " + given.size());
        }
        float[] values = new float[length];
        for (int t = 0; t < length; t++) {
            JsonNode value = given.get(t);
            values[t] = value.isBoolean() ? (value.asBoolean() ? 1 : 0) : value.isNumber() ? value.floatValue() : -1;
            if (!(values[t] >= 0) || !Float.isFinite(values[t])) {
                throw refusal("mask: entry " + t + " is " + shown(value)
                        + "; the weight of a token is a finite number from 0, or true or false");
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

    /** Who drew the targets: the digest of an adapter, empty for the base alone, null where the line does not say. */
    @Nullable
    String adapter(JsonNode node) {
        JsonNode given = node.path("adapter");
        if (given.isMissingNode() || given.isNull()) {
            return null;
        }
        String name = given.asText();
        if (!given.isTextual() || !name.equals("base") && !name.matches("[0-9a-f]{32}")) {
            throw refusal("adapter: is " + shown(given)
                    + "; it is the digest of the adapter that drew the tokens (32 hexadecimal digits), or base");
        }
        return name.equals("base") ? "" : name;
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

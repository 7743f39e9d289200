package io.insitu.connectors.otlp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** JSON of strangers: bounded in depth, in whole or as the text of an attribute. */
final class Json {
    /** Brackets within brackets; a value deeper than that is not looked into. */
    static final int DEPTH = 100;

    /** Tokens of a text that is JSON; one with more is a text like any other. Recorded histories have hundreds. */
    static final int TEXT_TOKENS = 100_000;

    /** By the tokens they allow, which is one number per receiver: names seen once are known to all requests after. */
    private static final Map<Integer, JsonFactory> FACTORIES = new ConcurrentHashMap<>();

    private static final ObjectMapper MAPPER =
            new ObjectMapper(factory(TEXT_TOKENS)).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /**
     * @throws TooLarge when it has more tokens
     */
    static JsonNode tree(byte[] bytes, int tokens) throws IOException {
        try (JsonParser parser =
                FACTORIES.computeIfAbsent(tokens, Json::factory).createParser(bytes)) {
            try {
                JsonNode tree = MAPPER.readTree(parser);
                return tree == null ? MissingNode.getInstance() : tree;
            } catch (StreamConstraintsException e) {
                throw parser.currentTokenCount() > tokens
                        ? new TooLarge("holds more than " + tokens + " JSON tokens")
                        : e;
            }
        }
    }

    private static JsonFactory factory(int tokens) {
        return JsonFactory.builder()
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES) // strangers choose them
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(4 * DEPTH) // an attribute of OTLP takes several for one
                        .maxStringLength(Integer.MAX_VALUE) // the request is bounded
                        .maxTokenCount(tokens)
                        .build())
                .build();
    }

    /** What a text says if it is JSON; missing if it is not. */
    static JsonNode parsed(String text) {
        try {
            JsonNode tree = MAPPER.readTree(text);
            return tree == null ? MissingNode.getInstance() : tree;
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /** A structure, whether it came as one or as its text. */
    static JsonNode structure(JsonNode node) {
        if (!node.isTextual()) {
            return node;
        }
        JsonNode parsed = parsed(node.textValue());
        return parsed.isContainerNode() ? parsed : node;
    }

    /** A text as it is, a structure as its JSON, nothing as nothing. */
    static String text(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return "";
        }
        return node.isValueNode() ? node.asText() : node.toString();
    }
}

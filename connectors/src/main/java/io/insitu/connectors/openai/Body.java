package io.insitu.connectors.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.insitu.schemas.JsonReason;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request's JSON object; every refusal names the field. A field that may be absent may be null. */
record Body(JsonNode root) {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION) // which of two temperatures was meant?
            .build();

    static Body read(HttpServletRequest request, HttpServletResponse response, int most) throws IOException, ApiError {
        byte[] bytes = request.getInputStream().readNBytes(most + 1);
        if (bytes.length > most) {
            response.setHeader("Connection", "close"); // the rest is not worth reading
            throw new ApiError(
                    413, "invalid_request_error", null, null, "the request is larger than " + most + " bytes");
        }
        MediaType.mustNotBeEncoded(request);
        try {
            return of(bytes);
        } catch (ApiError e) {
            throw MediaType.isJson(request) ? e : MediaType.refusal(request, e);
        }
    }

    static Body of(byte[] bytes) throws ApiError {
        JsonNode root;
        try {
            root = JSON.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw ApiError.bad(null, "the request is not JSON: " + JsonReason.of(e));
        } catch (IOException e) { // of bytes in memory: they are no text
            throw ApiError.bad(null, "the request is not JSON: " + firstLine(e.getMessage()));
        }
        if (root == null || !root.isObject()) {
            throw ApiError.bad(null, "the request must be a JSON object");
        }
        return new Body(root);
    }

    private static String firstLine(@Nullable String message) {
        return String.valueOf(message).lines().findFirst().orElse("");
    }

    boolean has(String field) {
        return root.hasNonNull(field);
    }

    /** The refusal of a field that is not what it must be, saying what it is. */
    ApiError wrong(String field, String must) {
        JsonNode seen = root.path(field);
        return ApiError.bad(
                field,
                field + " must be " + must + (seen.isMissingNode() ? " and is missing" : ", was " + Seen.as(seen)));
    }

    String text(String field) throws ApiError {
        JsonNode node = root.path(field);
        if (!node.isTextual() || node.textValue().isBlank()) {
            throw wrong(field, "a string" + (node.isTextual() ? " that says something" : ""));
        }
        return node.textValue();
    }

    boolean flag(String field) throws ApiError {
        if (has(field) && !root.path(field).isBoolean()) {
            throw wrong(field, "true or false");
        }
        return root.path(field).asBoolean(false);
    }

    /** What a number may be, and how a refusal says so. */
    record Numbers(double least, boolean leastIncluded, double most, String said) {
        boolean hold(double number) {
            return number <= most && (leastIncluded ? number >= least : number > least);
        }
    }

    double number(String field, double missing, Numbers numbers) throws ApiError {
        if (!has(field)) {
            return missing;
        }
        JsonNode node = root.path(field);
        if (!node.isNumber() || !numbers.hold(node.doubleValue())) {
            throw wrong(field, numbers.said());
        }
        return node.doubleValue();
    }

    long integer(String field, long missing, long least, long most) throws ApiError {
        if (!has(field)) {
            return missing;
        }
        JsonNode node = root.path(field);
        if (!node.isIntegralNumber()
                || !node.canConvertToLong()
                || node.longValue() < least
                || node.longValue() > most) {
            throw wrong(field, "an integer from " + least + " to " + most);
        }
        return node.longValue();
    }

    int[] tokens(String field) throws ApiError {
        JsonNode node = root.path(field);
        if (!node.isArray()) {
            throw wrong(field, "a list of token ids");
        }
        int[] tokens = new int[node.size()];
        for (int i = 0; i < tokens.length; i++) {
            JsonNode one = node.path(i);
            if (!one.isIntegralNumber() || !one.canConvertToInt()) {
                throw ApiError.bad(field, field + "[" + i + "] must be a token id, was " + Seen.as(one));
            }
            tokens[i] = one.intValue();
        }
        return tokens;
    }

    /** A string, or a list of them. */
    List<String> texts(String field) throws ApiError {
        if (!has(field)) {
            return List.of();
        }
        JsonNode node = root.path(field);
        if (!node.isTextual() && !node.isArray()) {
            throw wrong(field, "a string or a list of strings");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode one : node.isTextual() ? List.of(node) : node) {
            if (!one.isTextual() || one.textValue().isEmpty()) {
                String place = node.isTextual() ? field : field + "[" + texts.size() + "]";
                throw ApiError.bad(field, place + " must be a string of at least one character, was " + Seen.as(one));
            }
            texts.add(one.textValue());
        }
        return texts;
    }
}

package io.insitu.connectors.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.schemas.JsonReason;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request's JSON object; every refusal names the field. Absent and null are the same. */
record Body(JsonNode root) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    static Body read(HttpServletRequest request, HttpServletResponse response, int most) throws IOException, ApiError {
        byte[] bytes = request.getInputStream().readNBytes(most + 1);
        if (bytes.length > most) {
            response.setHeader("Connection", "close"); // the rest is not worth reading
            throw new ApiError(
                    413, "invalid_request_error", null, null, "the request is larger than " + most + " bytes");
        }
        return of(bytes);
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

    String text(String field) throws ApiError {
        JsonNode node = root.path(field);
        if (!node.isTextual() || node.textValue().isBlank()) {
            throw ApiError.bad(field, field + " must be a string and is missing");
        }
        return node.textValue();
    }

    boolean flag(String field) throws ApiError {
        JsonNode node = root.path(field);
        if (has(field) && !node.isBoolean()) {
            throw ApiError.bad(field, field + " must be true or false");
        }
        return node.asBoolean(false);
    }

    double number(String field, double missing, double least, double most) throws ApiError {
        if (!has(field)) {
            return missing;
        }
        JsonNode node = root.path(field);
        if (!node.isNumber() || !(node.doubleValue() >= least && node.doubleValue() <= most)) {
            throw ApiError.bad(field, field + " must be a number from " + least + " to " + most);
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
            throw ApiError.bad(field, field + " must be an integer from " + least + " to " + most);
        }
        return node.longValue();
    }

    int[] tokens(String field) throws ApiError {
        JsonNode node = root.path(field);
        int[] tokens = new int[node.size()];
        for (int i = 0; i < tokens.length; i++) {
            if (!node.path(i).isIntegralNumber() || !node.path(i).canConvertToInt()) {
                throw ApiError.bad(field, field + " must be a list of token ids");
            }
            tokens[i] = node.path(i).intValue();
        }
        return tokens;
    }

    /** A string, or a list of them. */
    List<String> texts(String field) throws ApiError {
        JsonNode node = root.path(field);
        List<String> texts = new ArrayList<>();
        for (JsonNode one : node.isTextual() ? List.of(node) : node) {
            if (!one.isTextual() || one.textValue().isEmpty()) {
                throw ApiError.bad(field, field + " must be a string or a list of strings");
            }
            texts.add(one.textValue());
        }
        return texts;
    }
}

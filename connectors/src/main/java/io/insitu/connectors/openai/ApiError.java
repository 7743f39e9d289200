package io.insitu.connectors.openai;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.connectors.serving.ServingException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A refusal in OpenAI's shape: {@code {"error": {"message", "type", "param", "code"}}}. */
final class ApiError extends Exception {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final int status;
    private final String type;
    private final @Nullable String param;
    private final @Nullable String code;

    ApiError(int status, String type, @Nullable String param, @Nullable String code, String message) {
        super(message);
        this.status = status;
        this.type = type;
        this.param = param;
        this.code = code;
    }

    /** The request makes no sense. */
    static ApiError bad(@Nullable String param, String message) {
        return new ApiError(400, "invalid_request_error", param, null, message);
    }

    static ApiError unknownModel(String model) {
        return new ApiError(
                404,
                "invalid_request_error",
                "model",
                "model_not_found",
                "the model " + Seen.quoted(model) + " is not served; GET /v1/models lists those that are");
    }

    static ApiError of(ServingException e) {
        String message = String.valueOf(e.getMessage());
        return switch (e.kind()) {
            case ASKED_WRONG -> bad(null, message);
            case UNKNOWN_ADAPTER -> new ApiError(404, "invalid_request_error", "model", "model_not_found", message);
            case BUSY -> new ApiError(429, "rate_limit_error", null, "rate_limit_exceeded", message);
            case FAILED -> new ApiError(500, "server_error", null, null, message);
        };
    }

    /** The same with more to say. */
    ApiError adding(String words) {
        return new ApiError(status, type, param, code, getMessage() + words);
    }

    ObjectNode json() {
        ObjectNode root = JSON.createObjectNode();
        root.putObject("error")
                .put("message", getMessage())
                .put("type", type)
                .put("param", param)
                .put("code", code);
        return root;
    }

    void send(HttpServletResponse response) throws IOException {
        if (response.isCommitted()) {
            throw new IOException("refused too late to say so: " + getMessage()); // ends the connection
        }
        if (status == 429) {
            response.setHeader("Retry-After", "1");
        }
        response.setStatus(status);
        response.setContentType("application/json");
        response.getOutputStream().write(bytes());
    }

    byte[] bytes() {
        return json().toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Nobody reads where it was made. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}

package io.insitu.connectors.openai;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a request says its body is. JSON under another name is read, as people type {@code curl -d}; what is no JSON and
 * never said it was is refused for that.
 */
final class MediaType {
    private MediaType() {}

    static boolean isJson(HttpServletRequest request) {
        @Nullable String type = request.getContentType();
        if (type == null) {
            return true;
        }
        String bare = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return bare.equals("application/json") || bare.endsWith("+json");
    }

    static ApiError refusal(HttpServletRequest request, ApiError reason) {
        return unsupported("Content-Type is " + Seen.quoted(request.getContentType())
                + ", this path reads application/json; read as that, " + reason.getMessage());
    }

    static void mustNotBeEncoded(HttpServletRequest request) throws ApiError {
        @Nullable String encoding = request.getHeader("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw unsupported("Content-Encoding is " + Seen.quoted(encoding) + "; send the body as it is");
        }
    }

    private static ApiError unsupported(String message) {
        return new ApiError(415, "invalid_request_error", null, null, message);
    }
}

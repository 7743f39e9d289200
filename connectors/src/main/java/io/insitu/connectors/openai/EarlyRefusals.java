package io.insitu.connectors.openai;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** What the HTTP server refuses before any servlet sees it, in the same shape as all other refusals. */
final class EarlyRefusals extends ErrorHandler {
    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int status,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        String said = message == null || message.isBlank() ? HttpStatus.getMessage(status) : message;
        ApiError error = new ApiError(
                status,
                status < 500 ? "invalid_request_error" : "server_error",
                null,
                null,
                status < 500
                        ? "not HTTP as it is read here: " + Seen.quoted(said)
                        : "an error inside; the server's log says which");
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.write(true, ByteBuffer.wrap(error.bytes()), callback);
    }
}

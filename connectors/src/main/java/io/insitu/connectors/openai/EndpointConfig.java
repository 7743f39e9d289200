package io.insitu.connectors.openai;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the model is offered over HTTP.
 *
 * @param host address to listen on; loopback unless there is a reason
 * @param port 0: any free one
 * @param token the bearer token; never logged
 * @param modelName what requests call the base
 * @param adapters folder below which adapters may be loaded by request; null: none may
 * @param adaptersAtOnce most adapters loaded by request at a time
 * @param bodyBytes largest request
 * @param answerTokens of an answer whose request does not say: so many at least, if the context leaves them
 * @param patience how long a reader may take nothing before it counts as gone
 */
public record EndpointConfig(
        String host,
        int port,
        String token,
        String modelName,
        @Nullable Path adapters,
        int adaptersAtOnce,
        int bodyBytes,
        int answerTokens,
        Duration patience) {
    public EndpointConfig {
        if (token.length() < 8) {
            throw new IllegalArgumentException("http.token must have at least 8 characters");
        }
        if (bodyBytes < 1 || answerTokens < 1 || adaptersAtOnce < 1 || modelName.isBlank() || modelName.contains("@")) {
            throw new IllegalArgumentException("http.bodyBytes, http.answerTokens and http.adaptersAtOnce must be at"
                    + " least 1, and http.modelName a name without @, was \"" + modelName + "\"");
        }
    }

    public static EndpointConfig defaults(int port, String token, String modelName, @Nullable Path adapters) {
        return new EndpointConfig(
                "127.0.0.1", port, token, modelName, adapters, 64, 2_000_000, 256, Duration.ofSeconds(30));
    }

    /** The same at another address. */
    public EndpointConfig at(String otherHost) {
        return new EndpointConfig(
                otherHost, port, token, modelName, adapters, adaptersAtOnce, bodyBytes, answerTokens, patience);
    }

    /** Without the token, so that no log ever shows it. */
    @Override
    public String toString() {
        return "EndpointConfig[" + modelName + " at " + host + ":" + port + "]";
    }
}

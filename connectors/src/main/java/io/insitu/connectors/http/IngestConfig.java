package io.insitu.connectors.http;

import java.time.Duration;

/**
 * How events come in over HTTP.
 *
 * @param host address to listen on; loopback unless there is a reason
 * @param port 0: any free one
 * @param token the bearer token; never logged
 * @param bodyBytes largest request
 * @param eventsPerRequest most events of one request
 * @param futureMs how far ahead of this machine's clock an event may claim to have happened
 * @param ackTimeout how long a request waits for the broker
 */
public record IngestConfig(
        String host, int port, String token, int bodyBytes, int eventsPerRequest, long futureMs, Duration ackTimeout) {
    public IngestConfig {
        if (token.length() < 8) {
            throw new IllegalArgumentException("http.token must have at least 8 characters");
        }
        if (bodyBytes < 1 || eventsPerRequest < 1) {
            throw new IllegalArgumentException("http.bodyBytes and http.eventsPerRequest must be at least 1");
        }
    }

    public static IngestConfig defaults(int port, String token) {
        return new IngestConfig("127.0.0.1", port, token, 4_000_000, 5_000, 60_000, Duration.ofSeconds(10));
    }

    /** Without the token, so that no log ever shows it. */
    @Override
    public String toString() {
        return "IngestConfig[" + host + ":" + port + "]";
    }
}

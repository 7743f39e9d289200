package io.insitu.connectors.otlp;

import io.insitu.connectors.http.Handover;
import io.insitu.connectors.sdk.Outbox;
import jakarta.servlet.http.HttpServlet;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** OTLP over HTTP, as servlets by path; both share the limits. */
public final class OtlpReceiver {
    /** A request takes many times its size while it is inflated and read; those that wait hold only what came. */
    private static final int READ_AT_ONCE = 2;

    private OtlpReceiver() {}

    /**
     * @param outbox to the log; not closed here
     */
    public static Map<String, HttpServlet> servlets(OtlpConfig config, Outbox outbox, InstantSource clock) {
        Handover handover = new Handover(outbox, config.ackTimeout());
        RateLimit rate = new RateLimit(config.bytesPerSecond(), clock);
        Semaphore room = new Semaphore(config.atOnce(), true);
        Semaphore reading = new Semaphore(READ_AT_ONCE, true);
        return Map.of(
                "/v1/traces", new OtlpServlet(Signal.TRACES, config, handover, rate, room, reading, clock),
                "/v1/metrics", new NoMetrics(),
                "/v1/logs", new OtlpServlet(Signal.LOGS, config, handover, rate, room, reading, clock));
    }
}

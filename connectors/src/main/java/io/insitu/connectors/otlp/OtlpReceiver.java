package io.insitu.connectors.otlp;

import io.insitu.connectors.http.Handover;
import io.insitu.connectors.sdk.Outbox;
import jakarta.servlet.http.HttpServlet;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** OTLP over HTTP, as servlets by path; both share the limits. */
public final class OtlpReceiver {
    private OtlpReceiver() {}

    /**
     * @param outbox to the log; not closed here
     */
    public static Map<String, HttpServlet> servlets(OtlpConfig config, Outbox outbox, InstantSource clock) {
        Handover handover = new Handover(outbox, config.ackTimeout());
        RateLimit rate = new RateLimit(config.bytesPerSecond(), clock);
        Semaphore room = new Semaphore(config.atOnce(), true);
        return Map.of(
                "/v1/traces", new OtlpServlet(Signal.TRACES, config, handover, rate, room, clock),
                "/v1/logs", new OtlpServlet(Signal.LOGS, config, handover, rate, room, clock));
    }
}

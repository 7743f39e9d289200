package io.insitu.connectors.sdk;

import java.util.Map;

/**
 * What became of everything that was handed over. At rest {@code emitted = sent + all dropped}; what is missing is
 * queued or on its way.
 *
 * @param emitted handed over
 * @param sent acknowledged by the broker
 * @param dropped lost, by reason; reasons without losses are absent
 * @param cut texts shortened to the limit (and sent)
 * @param queueDepth waiting to be sent
 */
public record EmitStats(long emitted, long sent, Map<LossReason, Long> dropped, long cut, int queueDepth) {
    public EmitStats {
        dropped = Map.copyOf(dropped);
    }

    public long droppedTotal() {
        return dropped.values().stream().mapToLong(Long::longValue).sum();
    }
}

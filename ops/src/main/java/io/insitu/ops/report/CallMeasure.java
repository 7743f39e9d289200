package io.insitu.ops.report;

import io.insitu.ops.report.ArmReport.CallsAroundSwaps;
import io.insitu.schemas.event.Ack;
import io.insitu.schemas.event.AckKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How long agents waited for the policy while an adapter was published, and otherwise.
 *
 * <pre>
 *   1 s │ loading beside the old one │ 1 s      1 s │ pointer │ 1 s        near: a call that overlaps
 *  ─────┴────────────LOADED──────────┴──────────────┴─SERVING─┴──────►     quiet: any other
 * </pre>
 */
final class CallMeasure {
    private static final long NEAR_MS = 1_000;

    /** A call of the policy as its agent met it; a negative latency was not measured. */
    record PolicyCall(String lineage, long endedMs, double latencyMs) {}

    /** A call that got no answer. */
    record Refused(String lineage, long atMs) {}

    private record Window(double fromMs, double toMs) {
        boolean meets(double beganMs, double endedMs) {
            return endedMs >= fromMs && beganMs <= toMs;
        }
    }

    private CallMeasure() {}

    /**
     * @param acks what replicas said of loading and serving, in their order
     */
    static CallsAroundSwaps of(List<PolicyCall> calls, List<Refused> refused, List<Ack> acks) {
        List<Window> windows = acks.stream().map(CallMeasure::around).toList();
        List<Double> near = new ArrayList<>();
        List<Double> quiet = new ArrayList<>();
        for (PolicyCall call : calls) {
            if (call.latencyMs() >= 0) {
                boolean close = near(windows, call.endedMs() - call.latencyMs(), call.endedMs());
                (close ? near : quiet).add(call.latencyMs());
            }
        }
        int refusedNear = (int) refused.stream()
                .filter(call -> near(windows, call.atMs(), call.atMs()))
                .count();
        return new CallsAroundSwaps(
                swaps(acks), Percentiles.of(near), Percentiles.of(quiet), refused.size(), refusedNear);
    }

    /** A restarted replica that takes up what it served before changes nothing for its agents. */
    private static int swaps(List<Ack> acks) {
        Map<String, String> serving = new HashMap<>();
        int swaps = 0;
        for (Ack ack : acks) {
            if (ack.getKind() == AckKind.SERVING) {
                String before = serving.put(ack.getReplica(), ack.getAdapterId());
                swaps += ack.getAdapterId().equals(before == null ? "" : before) ? 0 : 1;
            }
        }
        return swaps;
    }

    private static Window around(Ack ack) {
        return new Window(ack.getAtMs() - ack.getElapsedMs() - NEAR_MS, ack.getAtMs() + NEAR_MS);
    }

    private static boolean near(List<Window> windows, double beganMs, double endedMs) {
        return windows.stream().anyMatch(window -> window.meets(beganMs, endedMs));
    }
}

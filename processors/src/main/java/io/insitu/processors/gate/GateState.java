package io.insitu.processors.gate;

import io.insitu.schemas.event.AdapterVersion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the gate of one lineage is.
 *
 * @param liveId adapter that serves; empty: base alone
 * @param waiting candidates whose turn has not come, oldest first
 * @param examination the candidate being examined
 * @param rollout the candidate replicas are loading
 * @param watch the live adapter being watched
 * @param outcomes newest outcomes of the live adapter
 * @param tainted newest batches and adapters that learnt from what was retracted: none of these serves again
 */
public record GateState(
        String liveId,
        List<String> waiting,
        @Nullable Examination examination,
        @Nullable Rollout rollout,
        @Nullable CanaryWatch watch,
        Outcomes outcomes,
        List<String> tainted) {
    static final GateState FIRST = new GateState("", List.of(), null, null, null, Outcomes.NONE, List.of());
    private static final int MAX_TAINTED = 1_024;

    /**
     * A candidate under examination.
     *
     * @param requestId the open question; empty: it is held until there are enough probe tasks
     * @param tasks what was asked
     * @param asked how often was asked
     * @param askedMs when
     */
    public record Examination(String candidateId, String requestId, List<String> tasks, int asked, long askedMs) {}

    /**
     * A candidate that passed and is being loaded.
     *
     * @param loaded replicas that acknowledged it
     * @param sinceMs when the present window began
     * @param windows how many ended before all had acknowledged
     */
    public record Rollout(String candidateId, List<String> loaded, long sinceMs, int windows) {
        Rollout waitedOn(long nowMs) {
            return new Rollout(candidateId, loaded, nowMs, windows + 1);
        }
    }

    GateState waitingFor(List<String> candidates) {
        return new GateState(liveId, List.copyOf(candidates), examination, rollout, watch, outcomes, tainted);
    }

    GateState examining(@Nullable Examination next) {
        return new GateState(liveId, waiting, next, rollout, watch, outcomes, tainted);
    }

    GateState rolling(@Nullable Rollout next) {
        return new GateState(liveId, waiting, null, next, watch, outcomes, tainted);
    }

    GateState loadedBy(Rollout current, String replica) {
        List<String> more = new ArrayList<>(current.loaded());
        if (!more.contains(replica)) {
            more.add(replica);
        }
        return rolling(new Rollout(current.candidateId(), more, current.sinceMs(), current.windows()));
    }

    /** Another adapter serves from here on. */
    GateState serving(String adapterId, @Nullable CanaryWatch next) {
        return new GateState(adapterId, waiting, examination, null, next, Outcomes.NONE, tainted);
    }

    /** The examined candidate waits again: it must be compared with what serves now. */
    GateState requeued() {
        if (examination == null) {
            return this;
        }
        List<String> first = new ArrayList<>();
        first.add(examination.candidateId());
        first.addAll(waiting);
        return waitingFor(first).examining(null);
    }

    GateState watching(@Nullable CanaryWatch next, Outcomes newest) {
        return new GateState(liveId, waiting, examination, rollout, next, newest, tainted);
    }

    GateState tainting(List<String> more) {
        List<String> all = new ArrayList<>(tainted);
        more.stream().filter(id -> !all.contains(id)).forEach(all::add);
        List<String> newest = all.subList(Math.max(0, all.size() - MAX_TAINTED), all.size());
        return new GateState(liveId, waiting, examination, rollout, watch, outcomes, List.copyOf(newest));
    }

    boolean taints(AdapterVersion version) {
        return tainted.contains(version.getBatchId()) || tainted.contains(version.getParentAdapterId());
    }

    boolean idle() {
        return examination == null && rollout == null;
    }
}

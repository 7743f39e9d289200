package io.insitu.processors.gate;

import io.insitu.processors.Memory;
import io.insitu.processors.StageFact;
import io.insitu.schemas.event.Ack;
import io.insitu.schemas.event.AckKind;
import io.insitu.schemas.event.AdapterStatus;
import io.insitu.schemas.event.AdapterVersion;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * From CANARY to LIVE, and back: replicas must say they hold the very adapter before it serves. One that stays silent for
 * two windows is not waited for any longer, so that a machine that is gone rejects nothing; with no replica left, the
 * candidate waits for one.
 */
final class Rollouts {
    private static final int WINDOWS = 2;
    static final String RETRACTED = "it learnt from what was retracted";

    private final GateConfig config;
    private final Memory<ReplicaBook> replicas;
    private final AdapterBook book;

    Rollouts(GateConfig config, Memory<ReplicaBook> replicas, AdapterBook book) {
        this.config = config;
        this.replicas = replicas;
        this.book = book;
    }

    GateState begin(
            String lineage, GateState state, String candidateId, Grounds grounds, long atMs, List<StageFact> facts) {
        book.decide(lineage, candidateId, AdapterStatus.CANARY, grounds, atMs, facts);
        return state.rolling(new GateState.Rollout(candidateId, List.of(), atMs, 0));
    }

    GateState acknowledged(GateState state, Ack ack, List<StageFact> facts) {
        String lineage = ack.getLineage();
        ReplicaBook known = registered(lineage);
        ReplicaBook heard =
                ack.getKind() == AckKind.REGISTERED ? known.with(ack.getReplica()) : known.heard(ack.getReplica());
        if (!heard.equals(known)) {
            replicas.put(lineage, heard);
        }
        GateState.Rollout rollout = state.rollout();
        if (rollout == null) {
            return state;
        }
        boolean about = ack.getAdapterId().equals(rollout.candidateId());
        if (ack.getKind() == AckKind.REFUSED && !ack.getAdapterId().equals(state.liveId())) {
            return refuse(lineage, state, rollout, ack.getReplica() + " refused it: " + ack.getProbe(), ack, facts);
        }
        if (ack.getKind() == AckKind.LOADED && about && !ack.getProbePassed()) {
            return refuse(lineage, state, rollout, "its probe failed on " + ack.getReplica(), ack, facts);
        }
        if (ack.getKind() == AckKind.LOADED && about) {
            return serveIfComplete(lineage, state.loadedBy(rollout, ack.getReplica()), ack.getAtMs(), facts);
        }
        // A replica loads what is on its way before it registers.
        return ack.getKind() == AckKind.REGISTERED ? serveIfComplete(lineage, state, ack.getAtMs(), facts) : state;
    }

    /** Silence is no consent, and no refusal. */
    GateState timePassed(String lineage, GateState state, long nowMs, List<StageFact> facts) {
        GateState.Rollout rollout = state.rollout();
        if (rollout == null || nowMs - rollout.sinceMs() < config.canaryTimeoutMs()) {
            return state;
        }
        GateState.Rollout next = rollout.waitedOn(nowMs);
        GateState waiting = state.rolling(next);
        List<String> silent = registered(lineage).replicas().stream()
                .filter(replica -> !rollout.loaded().contains(replica))
                .toList();
        if (next.windows() >= WINDOWS) {
            replicas.put(lineage, registered(lineage).silenced(silent));
        }
        GateState complete = serveIfComplete(lineage, waiting, nowMs, facts);
        if (complete.rollout() != null && next.windows() <= WINDOWS) {
            String reason = registered(lineage).replicas().isEmpty()
                    ? "waits for a replica that could serve it"
                    : "waits for " + String.join(", ", silent);
            book.decide(lineage, next.candidateId(), AdapterStatus.CANARY, Grounds.of(reason), nowMs, facts);
        }
        return complete;
    }

    /** The parent serves again, or the newest adapter before it that may. */
    GateState rollBack(String lineage, GateState state, Grounds grounds, long atMs, List<StageFact> facts) {
        AdapterVersion leaving = book.get(lineage, state.liveId());
        if (leaving == null) {
            return state;
        }
        book.decide(lineage, state.liveId(), AdapterStatus.ROLLED_BACK, grounds, atMs, facts);
        String parent = mayServe(lineage, state, parent(state, leaving), grounds, atMs, facts);
        book.decide(lineage, parent, AdapterStatus.LIVE, grounds.also("serves again after a rollback"), atMs, facts);
        GateState.Rollout rollout = state.rollout();
        if (rollout != null) {
            book.decide(
                    lineage,
                    rollout.candidateId(),
                    AdapterStatus.REJECTED,
                    grounds.also("it was compared with an adapter that was rolled back"),
                    atMs,
                    facts);
        }
        return state.requeued().serving(parent, null);
    }

    /**
     * This adapter or its newest ancestor that may serve; empty: the base alone. Tainted ancestors are rolled back on the
     * way, so that everybody who follows parents ends at the same one.
     */
    private String mayServe(
            String lineage, GateState state, String id, Grounds grounds, long atMs, List<StageFact> facts) {
        Set<String> passed = new HashSet<>(); // a wrong record may name itself as its ancestor
        String next = id;
        AdapterVersion version = book.get(lineage, next);
        while (version != null && passed.add(next)) {
            boolean superseded = version.getStatus() == AdapterStatus.SUPERSEDED;
            if (superseded && !state.tainted().contains(next)) {
                return next;
            }
            if (superseded) {
                book.decide(lineage, next, AdapterStatus.ROLLED_BACK, grounds.also(RETRACTED), atMs, facts);
            }
            next = version.getParentAdapterId();
            version = book.get(lineage, next);
        }
        return "";
    }

    private static String parent(GateState state, AdapterVersion leaving) {
        CanaryWatch watch = state.watch();
        return watch != null && watch.adapterId().equals(state.liveId())
                ? watch.parentId()
                : leaving.getParentAdapterId();
    }

    private GateState serveIfComplete(String lineage, GateState state, long atMs, List<StageFact> facts) {
        GateState.Rollout rollout = state.rollout();
        List<String> known = registered(lineage).replicas();
        if (rollout == null || known.isEmpty() || !rollout.loaded().containsAll(known)) {
            return state;
        }
        String next = rollout.candidateId();
        book.decide(
                lineage,
                next,
                AdapterStatus.LIVE,
                new Grounds(
                        known.size() + (known.size() == 1 ? " replica" : " replicas") + " acknowledged it",
                        Map.of("replicas", (double) known.size()),
                        List.of()),
                atMs,
                facts);
        if (!state.liveId().isEmpty()) {
            book.decide(lineage, state.liveId(), AdapterStatus.SUPERSEDED, Grounds.of("by " + next, next), atMs, facts);
        }
        boolean comparable = state.outcomes().size() >= config.minBaseline();
        return state.serving(
                next,
                comparable
                        ? CanaryWatch.begun(
                                next, state.liveId(), state.outcomes().rate())
                        : null);
    }

    private GateState refuse(
            String lineage, GateState state, GateState.Rollout rollout, String reason, Ack ack, List<StageFact> facts) {
        book.decide(lineage, rollout.candidateId(), AdapterStatus.REJECTED, Grounds.of(reason), ack.getAtMs(), facts);
        return state.rolling(null);
    }

    private ReplicaBook registered(String lineage) {
        ReplicaBook known = replicas.get(lineage);
        return known == null ? ReplicaBook.NONE : known;
    }
}

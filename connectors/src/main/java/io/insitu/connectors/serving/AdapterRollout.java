package io.insitu.connectors.serving;

import io.insitu.schemas.event.Ack;
import io.insitu.schemas.event.AckKind;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.model.ArtifactStore;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a replica's runtime to what its lineages' versions ask for, and acknowledges each step. Settling twice does
 * nothing the second time. An adapter that cannot be loaded is refused; whatever serves goes on serving.
 */
final class AdapterRollout {
    private static final int SWAPS_KEPT = 1_024;
    private static final Logger LOG = LoggerFactory.getLogger(AdapterRollout.class);
    private static final String NO_PROBE = "";
    /** Rejected and rolled back adapters whose files stay, per lineage, for whoever wants to look at them. */
    static final int KEPT = 32;
    /** An adapter is written in seconds; what is half written for so long was left by a writer that died. */
    private static final Duration ABANDONED = Duration.ofHours(1);

    private final AgentRuntime runtime;
    private final ArtifactStore store;
    private final String replica;
    private final InstantSource clock;
    private final Consumer<Ack> acks;
    private final Map<String, Lineage> lineages = new TreeMap<>();
    private final Queue<Ack> unsent = new ArrayDeque<>();
    private final List<Swap> swaps = new CopyOnWriteArrayList<>(); // the newest; written by one thread

    /** What is known of a lineage, and what this replica did about it. */
    private static final class Lineage {
        final LineageVersions versions = new LineageVersions();
        final Set<String> held = new TreeSet<>();
        final Set<String> refused = new HashSet<>();
    }

    AdapterRollout(
            AgentRuntime runtime,
            ArtifactStore store,
            String replica,
            Set<String> lineages,
            InstantSource clock,
            Consumer<Ack> acks) {
        this.runtime = runtime;
        this.store = store;
        this.replica = replica;
        this.clock = clock;
        this.acks = acks;
        lineages.forEach(lineage -> this.lineages.put(lineage, new Lineage()));
    }

    /** Says that this replica exists: from now on the gate waits for its acknowledgement. */
    void register() {
        lineages.keySet()
                .forEach(lineage -> acknowledge(lineage, AckKind.REGISTERED, serving(lineage), true, NO_PROBE, 0));
    }

    /** The newest {@value #SWAPS_KEPT}. */
    List<Swap> swaps() {
        return List.copyOf(swaps);
    }

    /** Remembers news of an adapter; answers whether it concerns this replica. */
    boolean note(AdapterVersion version) {
        Lineage lineage = lineages.get(version.getLineage());
        if (lineage == null) {
            return false;
        }
        lineage.versions.note(version);
        lineage.refused.remove(version.getAdapterId()); // news is a reason to try again
        return true;
    }

    void settleAll() {
        lineages.keySet().forEach(this::settle);
    }

    void settle(String name) {
        Lineage lineage = lineages.get(name);
        if (lineage == null) {
            return;
        }
        Set<String> beside = lineage.versions.beside();
        beside.forEach(id -> load(name, lineage, id));
        swap(name, lineage);
        for (String id : List.copyOf(lineage.held)) {
            if (!beside.contains(id) && !id.equals(serving(name))) {
                lineage.held.remove(id);
                runtime.release(id); // conversations under way finish with it
                acknowledge(name, AckKind.RELEASED, id, true, NO_PROBE, 0);
            }
        }
        prune(lineage);
    }

    /** Before anything is followed: clears what a killed writer left in the store. */
    void sweep() {
        try {
            store.sweep(clock.instant().minus(ABANDONED));
        } catch (IOException e) {
            LOG.warn("replica {} could not sweep {}: {}", replica, store.root(), e.getMessage());
        }
    }

    /** Takes files out of the store that nobody will ask for again; what cannot be deleted now is tried next time. */
    private void prune(Lineage lineage) {
        for (String id : lineage.versions.prunable(KEPT)) {
            if (lineages.values().stream().noneMatch(other -> other.versions.needs(id))) {
                try {
                    store.remove(id);
                } catch (IOException e) {
                    LOG.warn("replica {} could not remove adapter {} from the store: {}", replica, id, e.getMessage());
                }
            }
        }
    }

    private void swap(String name, Lineage lineage) {
        String before = serving(name);
        String wanted = lineage.versions.serving();
        if (wanted.equals(before)) {
            return;
        }
        long failedBefore = runtime.failedCalls();
        long start = System.nanoTime();
        if (!wanted.equals(AgentRuntime.BASE) && !load(name, lineage, wanted)) {
            return;
        }
        double loadMs = sinceMs(start);
        long pointer = System.nanoTime();
        runtime.serve(name, wanted);
        double swapMs = sinceMs(pointer);
        if (swaps.size() == SWAPS_KEPT) {
            swaps.remove(0);
        }
        swaps.add(new Swap(name, before, wanted, loadMs, swapMs, runtime.failedCalls() - failedBefore));
        acknowledge(name, AckKind.SERVING, wanted, true, NO_PROBE, sinceMs(start));
    }

    /** True when the adapter is in memory, checked and probed. */
    private boolean load(String name, Lineage lineage, String id) {
        if (lineage.held.contains(id)) {
            return true;
        }
        if (lineage.refused.contains(id)) {
            return false;
        }
        long start = System.nanoTime();
        ProbeResult probe;
        try {
            runtime.loadFrom(store, lineage.versions.version(id).getLocation(), id);
            probe = runtime.probeOrRelease(id);
        } catch (RuntimeException e) {
            // Files come from outside: whatever they cause here refuses the adapter and must not end the replica.
            lineage.refused.add(id);
            LOG.warn("replica {} refuses an adapter of {}: {}", replica, name, e.getMessage());
            acknowledge(name, AckKind.REFUSED, id, false, String.valueOf(e.getMessage()), sinceMs(start));
            return false;
        }
        lineage.held.add(id);
        acknowledge(name, AckKind.LOADED, id, true, probe.summary(), sinceMs(start));
        return true;
    }

    private String serving(String lineage) {
        return runtime.serving(lineage);
    }

    private void acknowledge(
            String lineage, AckKind kind, String adapterId, boolean passed, String probe, double elapsedMs) {
        unsent.add(Ack.newBuilder()
                .setReplica(replica)
                .setLineage(lineage)
                .setKind(kind)
                .setAdapterId(adapterId)
                .setProbePassed(passed)
                .setProbe(probe)
                .setAtMs(clock.millis())
                .setElapsedMs(elapsedMs)
                .build());
        send();
    }

    /** In order; when sending fails, what is left goes out with the next acknowledgement or registration. */
    private void send() {
        while (!unsent.isEmpty()) {
            acks.accept(unsent.peek());
            unsent.remove();
        }
    }

    private static double sinceMs(long start) {
        return (System.nanoTime() - start) / 1e6;
    }
}

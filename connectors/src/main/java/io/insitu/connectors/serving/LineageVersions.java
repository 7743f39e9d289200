package io.insitu.connectors.serving;

import io.insitu.schemas.event.AdapterStatus;
import io.insitu.schemas.event.AdapterVersion;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The versions of one lineage's adapters, and what follows from them for a replica. Different adapters may be on
 * different partitions, so their news arrives in any order: the answer depends on what is known, not on its order.
 */
final class LineageVersions {
    private static final Comparator<AdapterVersion> BY_TIME =
            Comparator.comparingLong(AdapterVersion::getChangedMs).thenComparing(AdapterVersion::getAdapterId);

    private static final Set<AdapterStatus> OUT = Set.of(AdapterStatus.REJECTED, AdapterStatus.ROLLED_BACK);

    /** As many as the gate remembers. */
    static final int CAPACITY = 512;

    private final Map<String, AdapterVersion> newest = new TreeMap<>();

    /** Remembers a version; of one adapter the later record wins. The oldest that can no longer matter makes room. */
    void note(AdapterVersion version) {
        newest.put(version.getAdapterId(), version);
        if (newest.size() > CAPACITY) {
            Set<String> needed = needed();
            newest.values().stream()
                    .filter(old -> !needed.contains(old.getAdapterId()))
                    .min(BY_TIME)
                    .ifPresent(old -> newest.remove(old.getAdapterId()));
        }
    }

    /** Adapters that will never serve again, all but the newest so many: their files are not needed. */
    List<String> prunable(int kept) {
        Set<String> needed = needed();
        return newest.values().stream()
                .filter(version -> OUT.contains(version.getStatus()))
                .sorted(BY_TIME.reversed())
                .skip(kept)
                .map(AdapterVersion::getAdapterId)
                .filter(id -> !needed.contains(id))
                .toList();
    }

    /** Whether it serves, may serve, or is an ancestor of one that does. */
    boolean needs(String adapterId) {
        return needed().contains(adapterId);
    }

    private Set<String> needed() {
        Set<String> needed = new HashSet<>();
        newest.values().stream()
                .filter(version ->
                        !OUT.contains(version.getStatus()) && version.getStatus() != AdapterStatus.SUPERSEDED)
                .forEach(version -> addAncestry(version.getAdapterId(), needed));
        addAncestry(serving(), needed);
        return needed;
    }

    private void addAncestry(String adapterId, Set<String> needed) {
        AdapterVersion version = newest.get(adapterId);
        while (version != null && needed.add(version.getAdapterId())) {
            version = newest.get(version.getParentAdapterId());
        }
    }

    AdapterVersion version(String adapterId) {
        AdapterVersion version = newest.get(adapterId);
        if (version == null) {
            throw new ServingException("adapter " + adapterId + " is to be served, but was never announced");
        }
        return version;
    }

    /** Adapters to keep in memory beside the serving one, until the gate has decided. */
    Set<String> beside() {
        Set<String> ids = new TreeSet<>();
        with(AdapterStatus.CANARY).forEach(version -> ids.add(version.getAdapterId()));
        return ids;
    }

    /** The newest live adapter; without one, what the one rolled back last had grown from; else the base. */
    String serving() {
        Optional<AdapterVersion> live = with(AdapterStatus.LIVE).max(BY_TIME);
        if (live.isPresent()) {
            return live.get().getAdapterId();
        }
        Set<String> passed = new HashSet<>(); // a wrong record may name itself as its ancestor
        String id = with(AdapterStatus.ROLLED_BACK)
                .max(BY_TIME)
                .map(AdapterVersion::getParentAdapterId)
                .orElse(AgentRuntime.BASE);
        while (!id.isEmpty() && passed.add(id)) {
            AdapterVersion ancestor = newest.get(id);
            if (ancestor == null) {
                return AgentRuntime.BASE;
            }
            if (ancestor.getStatus() == AdapterStatus.SUPERSEDED) {
                return id;
            }
            id = ancestor.getParentAdapterId();
        }
        return AgentRuntime.BASE;
    }

    private Stream<AdapterVersion> with(AdapterStatus status) {
        return newest.values().stream().filter(version -> version.getStatus() == status);
    }
}

package io.insitu.processors.gate;

import io.insitu.processors.Announcement;
import io.insitu.processors.Keys;
import io.insitu.processors.Memory;
import io.insitu.processors.StageFact;
import io.insitu.schemas.event.AdapterStatus;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.UpdateKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The adapter versions of each lineage, and the words in which a change of status is told. */
final class AdapterBook {
    private static final int CAPACITY = 512;
    private static final Set<AdapterStatus> OVER =
            Set.of(AdapterStatus.REJECTED, AdapterStatus.SUPERSEDED, AdapterStatus.ROLLED_BACK);
    private final Memory<AdapterVersion> versions;

    AdapterBook(Memory<AdapterVersion> versions) {
        this.versions = versions;
    }

    @Nullable
    AdapterVersion get(String lineage, String adapterId) {
        return versions.get(Keys.of(lineage, adapterId));
    }

    /** Keeps a new version; the longest decided one is forgotten when there is no room. */
    void keep(AdapterVersion version) {
        List<Memory.Entry<AdapterVersion>> known = versions.startingWith(Keys.prefix(version.getLineage()));
        if (known.size() >= CAPACITY) {
            known.stream()
                    .filter(entry -> OVER.contains(entry.value().getStatus()))
                    .min(Comparator.<Memory.Entry<AdapterVersion>>comparingLong(
                                    entry -> entry.value().getChangedMs())
                            .thenComparing(Memory.Entry::key))
                    .ifPresent(entry -> versions.delete(entry.key()));
        }
        versions.put(Keys.of(version.getLineage(), version.getAdapterId()), version);
    }

    /** Gives a version another status; nothing happens if it is not known. */
    void decide(
            String lineage, String adapterId, AdapterStatus status, Grounds grounds, long atMs, List<StageFact> facts) {
        AdapterVersion known = get(lineage, adapterId);
        if (known == null) {
            return;
        }
        Map<String, Double> all = new HashMap<>(known.getEvidence());
        all.putAll(grounds.evidence());
        AdapterVersion decided = AdapterVersion.newBuilder(known)
                .setStatus(status)
                .setReason(grounds.reason())
                .setEvidence(all)
                .setChangedMs(atMs)
                .build();
        versions.put(Keys.of(lineage, adapterId), decided);
        facts.add(new StageFact.AdapterDecided(decided));
        announce(decided, known.getChangedMs(), grounds.causes(), facts);
    }

    /**
     * @param causeAtMs when it got its last status: nothing newer than this and the deciding fact is behind it
     * @param deciding ids of the facts that decided it
     */
    static void announce(AdapterVersion version, long causeAtMs, List<String> deciding, List<StageFact> facts) {
        UpdateKind kind = kind(version.getStatus());
        if (kind == UpdateKind.UNKNOWN) {
            return;
        }
        List<String> causes = new ArrayList<>(List.of(version.getAdapterId(), version.getBatchId()));
        causes.addAll(deciding);
        facts.add(Announcement.of(
                version.getLineage(),
                kind,
                version.getAdapterId(),
                "adapter " + shortened(version.getAdapterId()) + " is "
                        + version.getStatus().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                        + (version.getReason().isEmpty() ? "" : ": " + version.getReason()),
                version.getEvidence(),
                version.getChangedMs(),
                causeAtMs,
                causes));
    }

    private static String shortened(String id) {
        return id.length() <= 8 ? id : id.substring(0, 8);
    }

    private static UpdateKind kind(AdapterStatus status) {
        return switch (status) {
            case CANDIDATE -> UpdateKind.ADAPTER_CANDIDATE;
            case CANARY -> UpdateKind.ADAPTER_CANARY;
            case LIVE -> UpdateKind.ADAPTER_LIVE;
            case REJECTED -> UpdateKind.ADAPTER_REJECTED;
            case ROLLED_BACK -> UpdateKind.ADAPTER_ROLLED_BACK;
            default -> UpdateKind.UNKNOWN;
        };
    }
}

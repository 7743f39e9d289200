package io.insitu.ops.replay;

import io.insitu.ops.log.LogReader;
import io.insitu.schemas.Digest;
import io.insitu.schemas.StoreSpec;
import io.insitu.schemas.Stores;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.JournalEntry;
import io.insitu.schemas.event.Trajectory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Computes the digest of every store from its changelog, and of the trajectories in the journal. */
public final class Digests {
    private static final Comparator<byte[]> BYTES = Arrays::compareUnsigned;

    private final LogReader log;

    public Digests(LogReader log) {
        this.log = log;
    }

    /**
     * In order of declaration, the journal's trajectories last.
     *
     * @param applicationId whose stores
     * @param namespace whose journal
     */
    public List<StoreDigest> of(String applicationId, String namespace) {
        List<StoreDigest> digests = new ArrayList<>();
        for (StoreSpec store : Stores.all()) {
            digests.add(store(store, applicationId));
        }
        digests.add(trajectories(namespace));
        return digests;
    }

    /** The last value of each key. A store partition's keys are its own, so partitions may be put together. */
    private StoreDigest store(StoreSpec store, String applicationId) {
        List<Map<byte[], byte[]>> partitions = new ArrayList<>();
        log.eachRaw(store.changelog(applicationId), record -> {
            while (partitions.size() <= record.partition()) {
                partitions.add(new TreeMap<>(BYTES));
            }
            Map<byte[], byte[]> partition = partitions.get(record.partition());
            if (record.value() == null) {
                partition.remove(record.key());
            } else {
                partition.put(record.key(), record.value());
            }
        });
        Digest digest = Digest.start();
        long count = 0;
        for (Map<byte[], byte[]> partition : partitions) {
            digest.add("partition");
            partition.forEach((key, value) -> digest.add(key).add(value));
            count += partition.size();
        }
        return new StoreDigest(store.name(), count, digest.hex());
    }

    /** Partitions of the interactions interleave freely in the journal, so its order is left out. */
    private StoreDigest trajectories(String namespace) {
        List<String> each = new ArrayList<>();
        log.each(Topics.JOURNAL, namespace, line -> {
            JournalEntry entry = line.value();
            if (entry.getBody() instanceof Trajectory) {
                each.add(Digest.of(
                        line.key(), entry.getEntryId(), entry.getBody().toString()));
            }
        });
        each.sort(null);
        Digest digest = Digest.start();
        each.forEach(digest::add);
        return new StoreDigest("journal trajectories", each.size(), digest.hex());
    }
}

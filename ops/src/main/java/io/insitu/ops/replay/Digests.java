package io.insitu.ops.replay;

import io.insitu.ops.UserError;
import io.insitu.ops.log.LogReader;
import io.insitu.schemas.Digest;
import io.insitu.schemas.StoreSpec;
import io.insitu.schemas.Stores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Computes the digest of every store from its changelog. */
public final class Digests {
    static final Comparator<byte[]> BYTES = Arrays::compareUnsigned;

    private final LogReader log;

    public Digests(LogReader log) {
        this.log = log;
    }

    /** Of every store of an application, in order of declaration. */
    public List<StoreDigest> of(String applicationId) {
        return Stores.all().stream()
                .map(store -> digest(store.name(), contents(store, applicationId)))
                .toList();
    }

    /** The last value of each key, by partition: what the store holds. */
    public List<SortedMap<byte[], byte[]>> contents(StoreSpec store, String applicationId) {
        String changelog = store.changelog(applicationId);
        int count = log.partitions(changelog);
        if (count == 0) {
            throw new UserError("store " + store.name() + ": its changelog " + changelog
                    + " does not exist; has learning ever run here?");
        }
        List<SortedMap<byte[], byte[]>> partitions = new ArrayList<>();
        for (int partition = 0; partition < count; partition++) {
            partitions.add(new TreeMap<>(BYTES));
        }
        log.eachRaw(changelog, record -> {
            Map<byte[], byte[]> partition = partitions.get(record.partition());
            if (record.value() == null) {
                partition.remove(record.key());
            } else {
                partition.put(record.key(), record.value());
            }
        });
        return partitions;
    }

    /** A store partition's keys are its own, so partitions may be put together. */
    static StoreDigest digest(String name, List<SortedMap<byte[], byte[]>> partitions) {
        Digest digest = Digest.start();
        long count = 0;
        for (Map<byte[], byte[]> partition : partitions) {
            digest.add("partition");
            partition.forEach((key, value) -> digest.add(key).add(value));
            count += partition.size();
        }
        return new StoreDigest(name, count, digest.hex());
    }
}

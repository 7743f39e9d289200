package io.insitu.processors.gate;

import java.util.ArrayList;
import java.util.List;

/**
 * Replicas that registered to serve a lineage.
 *
 * @param replicas those whose acknowledgement is waited for
 * @param silent those that did not answer for so long that nobody waits for them, until they speak again
 */
public record ReplicaBook(List<String> replicas, List<String> silent) {
    static final ReplicaBook NONE = new ReplicaBook(List.of(), List.of());
    private static final int CAPACITY = 256;

    public ReplicaBook {
        replicas = newest(replicas);
        silent = silent == null ? List.of() : newest(silent); // stores written before did not know it
    }

    ReplicaBook with(String replica) {
        return new ReplicaBook(more(replicas, List.of(replica)), less(silent, List.of(replica)));
    }

    /** One that speaks is waited for again; one that never registered is nobody. */
    ReplicaBook heard(String replica) {
        return silent.contains(replica) ? with(replica) : this;
    }

    ReplicaBook silenced(List<String> gone) {
        return new ReplicaBook(less(replicas, gone), more(silent, gone));
    }

    private static List<String> more(List<String> known, List<String> added) {
        List<String> all = new ArrayList<>(known);
        added.stream().filter(one -> !all.contains(one)).forEach(all::add);
        return all;
    }

    private static List<String> less(List<String> known, List<String> gone) {
        return known.stream().filter(one -> !gone.contains(one)).toList();
    }

    private static List<String> newest(List<String> all) {
        return List.copyOf(all.subList(Math.max(0, all.size() - CAPACITY), all.size()));
    }
}

package io.insitu.processors.gate;

import java.util.ArrayList;
import java.util.List;

/** Replicas that registered to serve a lineage. */
public record ReplicaBook(List<String> replicas) {
    private static final int CAPACITY = 256;

    ReplicaBook with(String replica) {
        if (replicas.contains(replica)) {
            return this;
        }
        List<String> next = new ArrayList<>(replicas);
        next.add(replica);
        return new ReplicaBook(List.copyOf(next.subList(Math.max(0, next.size() - CAPACITY), next.size())));
    }
}

package io.insitu.processors.gate;

import java.util.ArrayList;
import java.util.List;

/** Tasks kept out of training that a lineage met, newest last; older ones make room. */
public record ProbeBook(List<String> tasks) {
    private static final int CAPACITY = 64;

    ProbeBook with(String taskId) {
        List<String> next = new ArrayList<>(tasks);
        next.remove(taskId);
        next.add(taskId);
        return new ProbeBook(List.copyOf(next.subList(Math.max(0, next.size() - CAPACITY), next.size())));
    }

    /** The newest tasks, but as few as possible of those that were asked before. */
    List<String> choose(int most, List<String> askedBefore) {
        List<String> chosen = new ArrayList<>();
        for (int pass = 0; pass < 2; pass++) {
            for (int i = tasks.size() - 1; i >= 0 && chosen.size() < most; i--) {
                if (askedBefore.contains(tasks.get(i)) == (pass == 1)) {
                    chosen.add(tasks.get(i));
                }
            }
        }
        return chosen;
    }
}

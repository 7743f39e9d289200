package io.insitu.trainer.loss;

import java.util.List;

/**
 * The target tokens of some sequences, end to end.
 *
 * @param starts index of each sequence's first target, and behind the last one the number of all
 */
public record Targets(List<Target> all, int[] starts) {
    public int sequences() {
        return starts.length - 1;
    }

    public Target get(int target) {
        return all.get(target);
    }

    public int count() {
        return all.size();
    }
}

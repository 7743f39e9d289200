package io.insitu.ops.report;

import java.util.List;

/**
 * Where a sample lies, in milliseconds.
 *
 * @param count size of the sample; the others are -1 when it is 0
 */
public record Percentiles(int count, double p50, double p99, double max) {
    public static Percentiles of(List<Double> sample) {
        if (sample.isEmpty()) {
            return new Percentiles(0, -1, -1, -1);
        }
        List<Double> sorted = sample.stream().sorted().toList();
        return new Percentiles(sorted.size(), at(sorted, 0.50), at(sorted, 0.99), sorted.get(sorted.size() - 1));
    }

    /** The smallest value that at least this share of the sample does not exceed. */
    private static double at(List<Double> sorted, double share) {
        int index = (int) Math.ceil(share * sorted.size()) - 1;
        return sorted.get(Math.max(0, index));
    }
}

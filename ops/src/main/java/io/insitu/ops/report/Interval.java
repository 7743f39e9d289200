package io.insitu.ops.report;

import java.util.List;
import java.util.Locale;

/**
 * A mean over independent runs with its 95 % interval by Student's t.
 *
 * @param halfWidth 0 for a single run: one run says nothing about the next
 */
public record Interval(double mean, double halfWidth, int runs) {
    /** 97.5 % quantiles of Student's t for 1 to 30 degrees of freedom. */
    private static final double[] T = {
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
        2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042
    };

    private static final double NORMAL = 1.96;

    /** Of values measured in runs with different seeds or worlds. */
    public static Interval of(List<Double> values) {
        int n = values.size();
        if (n == 0) {
            throw new IllegalArgumentException("an interval needs at least one value");
        }
        double mean = values.stream().mapToDouble(Double::doubleValue).sum() / n;
        if (n == 1) {
            return new Interval(mean, 0, 1);
        }
        double squares = values.stream()
                .mapToDouble(value -> (value - mean) * (value - mean))
                .sum();
        double error = Math.sqrt(squares / (n - 1) / n);
        return new Interval(mean, error * quantile(n - 1), n);
    }

    /** The 97.5 % quantile of Student's t. */
    public static double quantile(int degreesOfFreedom) {
        return degreesOfFreedom <= T.length ? T[degreesOfFreedom - 1] : NORMAL;
    }

    /** Whether zero lies below the whole interval. */
    public boolean aboveZero() {
        return runs > 1 && mean - halfWidth > 0;
    }

    /** As percentage points, e.g. {@code 84.2 ± 3.1}. */
    public String points() {
        return String.format(Locale.ROOT, "%.1f ± %.1f", 100 * mean, 100 * halfWidth);
    }
}

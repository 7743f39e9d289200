package io.insitu.trainer.run;

import java.util.Arrays;

/** How a remembered success counts when it is learnt from again (arXiv 2509.22601). */
public final class SelfImitation {
    private SelfImitation() {}

    /** Nothing at first, everything after the warm-up, smoothly. */
    public static double weight(int step, int warmUp) {
        return 0.5 * (1 - StrictMath.cos(Math.PI * Math.min(1, (double) step / warmUp)));
    }

    /** What groups usually reach: of their means, the one in the middle. */
    public static double median(double[] means) {
        double[] sorted = means.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}

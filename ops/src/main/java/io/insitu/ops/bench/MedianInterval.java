package io.insitu.ops.bench;

/**
 * A median and between which two of the measurements the true one lies, 95 times of 100 or more often: each falls below it
 * like a fair coin, whatever they are distributed like (the sign test's interval). Fewer than six allow no such interval;
 * then it is all of them.
 */
record MedianInterval(double low, double median, double high) {
    private static final double EACH_SIDE = 0.025;

    static MedianInterval of(Percentiles measured) {
        double[] sorted = measured.sorted();
        int n = sorted.length;
        if (n == 0) {
            return new MedianInterval(-1, -1, -1);
        }
        double chance = Math.pow(0.5, n); // of none below the median
        double below = chance;
        int cut = 0;
        for (int k = 1; k < n && below + chance * (n - k + 1) / k <= EACH_SIDE; k++) {
            chance *= (double) (n - k + 1) / k;
            below += chance;
            cut = k;
        }
        return new MedianInterval(sorted[cut], measured.at(0.5), sorted[n - 1 - cut]);
    }
}

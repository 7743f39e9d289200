package io.insitu.processors.distil;

/** Fisher's exact test of a 2x2 table, one-sided: how surprising is it that success goes with the call so often? */
public final class FisherExact {
    /** Windows are short, and their tests are made for every call of every condition of every attempt. */
    private static final double[] LOG_FACTORIALS = new double[256];

    static {
        for (int i = 2; i < LOG_FACTORIALS.length; i++) {
            LOG_FACTORIALS[i] = LOG_FACTORIALS[i - 1] + StrictMath.log(i);
        }
    }

    private FisherExact() {}

    /**
     * Probability of at least this many successes with the call if call and success had nothing to do with each other.
     *
     * @param withSuccess attempts with the call that succeeded, and so on
     */
    public static double oneSided(int withSuccess, int withFailure, int withoutSuccess, int withoutFailure) {
        int with = withSuccess + withFailure;
        int successes = withSuccess + withoutSuccess;
        int all = with + withoutSuccess + withoutFailure;
        double total = logChoose(all, successes);
        double p = 0;
        for (int k = withSuccess; k <= Math.min(with, successes); k++) {
            if (successes - k <= all - with) {
                p += StrictMath.exp(logChoose(with, k) + logChoose(all - with, successes - k) - total);
            }
        }
        return Math.min(1, p);
    }

    private static double logChoose(int n, int k) {
        return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
    }

    private static double logFactorial(int n) {
        int known = Math.min(n, LOG_FACTORIALS.length - 1);
        double sum = LOG_FACTORIALS[known];
        for (int i = known + 1; i <= n; i++) {
            sum += StrictMath.log(i);
        }
        return sum;
    }
}

package io.insitu.processors.distil;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Evidence from pairs of attempts at one task, of which one kept a practice and the other did not. Were the practice of no use, each
 * pair with different outcomes would be a fair coin. A gambler who bets on coins that favour it, evenly over all strengths
 * from none to certain, multiplies his stake by the e-value; of a fair coin he expects no more than his stake, whenever he stops (Ville).
 * So one may look after every attempt.
 */
final class PairBet {
    /** Few pairs are counted and asked for again and again, a thousand logarithms each time. */
    private static final int SIDE = 64;

    private static final AtomicLongArray KNOWN = new AtomicLongArray(SIDE * SIDE);

    private PairBet() {}

    /** The stake's multiple after this many pairs for and against: 2^(n+1) B(w+1,l+1) P(Bin(n+1, 1/2) <= w). */
    static double eValue(int wins, int losses) {
        if (Math.max(wins, losses) >= SIDE) {
            return computed(wins, losses);
        }
        int place = wins * SIDE + losses;
        long known = KNOWN.get(place);
        if (known != 0) { // the bits of 0.0, which no e-value is
            return Double.longBitsToDouble(known);
        }
        double e = computed(wins, losses);
        KNOWN.set(place, Double.doubleToRawLongBits(e));
        return e;
    }

    private static double computed(int wins, int losses) {
        int n = wins + losses;
        double tail = 0; // P(Bin(n+1, 1/2) <= wins) 2^(n+1)
        for (int i = 0; i <= wins; i++) {
            tail += StrictMath.exp(logChoose(n + 1, i));
        }
        // B(w+1, l+1) = 1 / ((n+1) C(n, w))
        return tail / ((n + 1) * StrictMath.exp(logChoose(n, wins)));
    }

    /**
     * The least e-value that is enough among all practices under test, such that of those with enough no more than this share is
     * expected to be of no use, however they depend on each other (e-BH, Wang and Ramdas 2022).
     *
     * @param known e-values; those not among them count as 0
     * @param tested how many practices were ever tested
     */
    static double enough(Collection<Double> known, int tested, double falseShare) {
        List<Double> falling = known.stream().sorted(Comparator.reverseOrder()).toList();
        double enough = Double.POSITIVE_INFINITY;
        for (int k = 1; k <= falling.size(); k++) {
            double needed = tested / (falseShare * k);
            if (falling.get(k - 1) >= needed) {
                enough = needed;
            }
        }
        return enough;
    }

    private static double logChoose(int n, int k) {
        double sum = 0;
        for (int i = 1; i <= k; i++) {
            sum += StrictMath.log((double) (n - k + i) / i);
        }
        return sum;
    }
}

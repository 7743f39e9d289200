package io.insitu.trainer.step;

/**
 * Linear warm-up, then a cosine down to a floor. The last step of the warm-up has the whole rate, and without a warm-up the
 * first step has it: however short a run is, one of its steps learns at the rate that was asked for.
 *
 * @param steps after these the floor stays
 * @param floor share of the peak that is left at the end
 */
public record LearningRate(double peak, int warmUp, int steps, double floor) {
    public LearningRate {
        if (!(peak > 0) || Double.isInfinite(peak) || warmUp < 0 || steps < 1 || !(floor >= 0 && floor <= 1)) {
            throw new IllegalArgumentException("no such learning rate: peak " + peak + ", warm-up " + warmUp
                    + ", steps " + steps + ", floor " + floor);
        }
    }

    public static LearningRate constant(double rate) {
        return new LearningRate(rate, 0, 1, 1);
    }

    /** The rate of a step, counted from 1. */
    public double at(int step) {
        int top = Math.max(1, warmUp);
        if (step <= top) {
            return peak * step / top;
        }
        double progress = Math.min(1, (double) (step - top) / Math.max(1, steps - top));
        return peak * (floor + (1 - floor) * 0.5 * (1 + StrictMath.cos(Math.PI * progress)));
    }
}

package io.insitu.trainer.loss;

/** How much better each attempt of a group was than the group, in deviations of the group. */
public final class Advantages {
    private static final double FLOOR = 1e-4;

    private Advantages() {}

    /** (reward - mean) / (deviation + 1e-4), the deviation with n - 1. */
    public static double[] of(double[] rewards) {
        double[] result = centred(rewards);
        double deviation = deviation(rewards);
        for (int i = 0; i < result.length; i++) {
            result[i] /= deviation + FLOOR;
        }
        return result;
    }

    /** reward - mean, undivided (arXiv 2503.20783). */
    public static double[] centred(double[] rewards) {
        double mean = mean(rewards);
        double[] result = new double[rewards.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = rewards[i] - mean;
        }
        return result;
    }

    public static double mean(double[] rewards) {
        double sum = 0;
        for (double reward : rewards) {
            sum += reward;
        }
        return sum / rewards.length;
    }

    /** With n - 1; 0 for a group of one. */
    public static double deviation(double[] rewards) {
        double mean = mean(rewards);
        double squares = 0;
        for (double reward : rewards) {
            squares += (reward - mean) * (reward - mean);
        }
        return rewards.length < 2 ? 0 : StrictMath.sqrt(squares / (rewards.length - 1));
    }
}

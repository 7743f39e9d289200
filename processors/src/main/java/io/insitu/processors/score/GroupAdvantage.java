package io.insitu.processors.score;

import java.util.List;

/** How the rewards of one group compare: GRPO's advantage, with the sample deviation. */
record GroupAdvantage(double mean, double deviation) {
    private static final double FLOOR = 1e-4;

    /** Summed in the order given, so the same group gives the same bits. */
    static GroupAdvantage of(List<Double> rewards) {
        if (rewards.isEmpty()) {
            return new GroupAdvantage(0, 0);
        }
        double sum = 0;
        for (double reward : rewards) {
            sum += reward;
        }
        double mean = sum / rewards.size();
        double squares = 0;
        for (double reward : rewards) {
            squares += (reward - mean) * (reward - mean);
        }
        return new GroupAdvantage(mean, rewards.size() < 2 ? 0 : Math.sqrt(squares / (rewards.size() - 1)));
    }

    /** Without spread nobody is better than anybody, whatever rounding says. */
    double of(double reward) {
        return deviation < 1e-9 ? 0 : (reward - mean) / (deviation + FLOOR);
    }
}

package io.insitu.trainer.engine.cuda;

/** How far numbers are from others. */
final class Numbers {
    private Numbers() {}

    /** Relative L2; not a number where one of them is none. */
    static double error(float[] actual, float[] expected) {
        double[] squares = squares(actual, expected);
        return Math.sqrt(squares[0] / squares[1]);
    }

    /** Of the difference, and of what is expected. */
    static double[] squares(float[] actual, float[] expected) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow((double) actual[i] - expected[i], 2);
            norm += (double) expected[i] * expected[i];
        }
        return new double[] {difference, norm};
    }
}

package io.insitu.trainer.step;

import java.util.SplittableRandom;

/** Uniform draws whose sequence the Java specification fixes: one seed, one model, on every machine. */
final class Uniform {
    private final SplittableRandom random;

    Uniform(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Values between -bound and bound. */
    float[] draw(int count, double bound) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
        }
        return values;
    }
}

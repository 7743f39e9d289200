package io.insitu.trainer.step;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Batches for tests: random tokens, a prompt without loss, then targets with a few holes. */
final class Batches {
    private Batches() {}

    static List<Example> random(long seed, int vocabulary, int count, int shortest, int longest) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Example> batch = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int length = shortest + random.nextInt(longest - shortest + 1);
            int[] tokens = random.ints(length, 0, vocabulary).toArray();
            float[] weights = new float[length];
            for (int t = length / 3; t < length; t++) {
                weights[t] = random.nextInt(5) == 0 ? 0 : 0.5f + random.nextInt(3) * 0.5f;
            }
            batch.add(Example.imitate(tokens, weights));
        }
        return batch;
    }

    /** The same sequences as attempts of groups, some correct, sampled by a policy a little different. */
    static List<Example> judged(long seed, int vocabulary, int count, int shortest, int longest, double oldLogProb) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Example> batch = new ArrayList<>();
        for (Example example : random(seed, vocabulary, count, shortest, longest)) {
            int[] tokens = new int[example.length()];
            float[] weights = new float[example.length()];
            float[] old = new float[example.length()];
            for (int t = 0; t < tokens.length; t++) {
                tokens[t] = example.token(t);
                weights[t] = example.weight(t);
                old[t] = (float) (oldLogProb + random.nextDouble() - 0.5);
            }
            batch.add(Example.judged(tokens, weights, old, random.nextBoolean(), 0.25 + 0.5 * random.nextDouble()));
        }
        return batch;
    }

    /** One value around a centre for each token. */
    static float[] noise(SplittableRandom random, int length, double centre) {
        float[] values = new float[length];
        for (int t = 0; t < length; t++) {
            values[t] = (float) (centre + random.nextDouble() - 0.5);
        }
        return values;
    }
}

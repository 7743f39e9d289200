package io.insitu.trainer.run;

import io.insitu.trainer.step.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Keeps a policy from closing its mind (arXiv 2505.22617, 2509.22601): of the tokens whose advantage and log-probability are
 * high together, (A - mean A)(lp - mean lp) between 1 and 5, a few drawn at random pull nowhere in this step. A share that is
 * less than a token of a step holds one in some steps and none in others, so that the share is that of the run.
 *
 * @param share of a batch's targets that may be held
 */
record EntropyGuard(double share, long seed) {
    private static final double LOW = 1;
    private static final double HIGH = 5;

    /** @param logProbs of every example's tokens under the policy as it is now */
    List<Example> hold(List<Example> batch, List<float[]> logProbs, int step) {
        long targets = 0;
        double advantages = 0;
        double sum = 0;
        for (int i = 0; i < batch.size(); i++) {
            for (int t = 0; t < batch.get(i).length(); t++) {
                if (batch.get(i).isTarget(t)) {
                    targets++;
                    advantages += batch.get(i).advantage(t);
                    sum += logProbs.get(i)[t];
                }
            }
        }
        List<int[]> candidates = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            for (int t = 0; t < batch.get(i).length(); t++) {
                double together =
                        (batch.get(i).advantage(t) - advantages / targets) * (logProbs.get(i)[t] - sum / targets);
                if (batch.get(i).isTarget(t) && together > LOW && together < HIGH) {
                    candidates.add(new int[] {i, t});
                }
            }
        }
        SplittableRandom random =
                new SplittableRandom(seed * 31 + step); // the step's own: nothing an interruption could lose
        return held(batch, candidates, drawn(share * targets, random), random);
    }

    /** So many on average: the whole ones, and one more as often as the rest of a token says. */
    private static long drawn(double most, SplittableRandom random) {
        long whole = (long) most;
        return whole + (random.nextDouble() < most - whole ? 1 : 0);
    }

    private static List<Example> held(List<Example> batch, List<int[]> candidates, long most, SplittableRandom random) {
        List<Example> result = new ArrayList<>(batch);
        boolean[][] marks = new boolean[batch.size()][];
        for (long n = 0; n < most && !candidates.isEmpty(); n++) {
            int[] drawn = candidates.remove(random.nextInt(candidates.size()));
            if (marks[drawn[0]] == null) {
                marks[drawn[0]] = new boolean[batch.get(drawn[0]).length()];
            }
            marks[drawn[0]][drawn[1]] = true;
            result.set(drawn[0], batch.get(drawn[0]).holding(marks[drawn[0]]));
        }
        return result;
    }
}

package io.insitu.trainer.run;

import io.insitu.trainer.step.Example;
import java.util.ArrayList;
import java.util.List;

/**
 * What was found of targets that the policy drew which a run starts from: there the importance ratio must be 1. Each token is
 * judged by itself: in a mean 1.8 and 0.2 are 1, and one token that is not the sampler's hides among many that are.
 *
 * @param tokens that were compared
 * @param ratioOff the farthest that a ratio is from 1
 */
public record OnPolicy(long tokens, double ratioOff) {
    /** Two runtimes that compute the same policy in float32 differ by a hundredth of it. */
    static final double TOLERANCE = 1e-3;

    /**
     * Compares.
     *
     * @param now log-probabilities under the policy that starts here, for each example of each attempt in turn
     * @param all every target is declared to be the policy's own; else those that say so
     * @param wrong receives every attempt with a token beyond what is allowed
     */
    static OnPolicy of(List<Attempt> attempts, List<float[]> now, boolean all, List<Wrong> wrong) {
        long tokens = 0;
        double farthest = 0;
        int next = 0;
        for (Attempt attempt : attempts) {
            Wrong first = null;
            for (Example example : attempt.examples()) {
                float[] logProbs = now.get(next++);
                for (int t = 0; t < example.length(); t++) {
                    if (!(all ? example.isTarget(t) : example.isOwn(t))) {
                        continue;
                    }
                    double ratio = StrictMath.exp((double) logProbs[t] - example.oldLogProb(t));
                    double off = Math.abs(ratio - 1);
                    tokens++;
                    farthest = Math.max(farthest, off);
                    if (first == null && !(off <= TOLERANCE)) {
                        first = new Wrong(attempt.name(), t, ratio);
                    }
                }
            }
            if (first != null) {
                wrong.add(first);
            }
        }
        return new OnPolicy(tokens, farthest);
    }

    /** Those of which some token says that it is the policy's own. */
    static List<Attempt> saidBy(List<Attempt> attempts) {
        List<Attempt> own = new ArrayList<>();
        for (Attempt attempt : attempts) {
            if (attempt.examples().stream().anyMatch(Example::hasOwn)) {
                own.add(attempt);
            }
        }
        return own;
    }

    /**
     * The first token of an attempt whose ratio is not 1.
     *
     * @param attempt its name; may be empty
     */
    record Wrong(String attempt, int token, double ratio) {}
}

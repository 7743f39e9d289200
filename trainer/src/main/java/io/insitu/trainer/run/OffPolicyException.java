package io.insitu.trainer.run;

import io.insitu.trainer.step.Example;
import java.util.List;
import java.util.Locale;

/** A batch that was declared on-policy was sampled by another policy than the one it shall train. */
public final class OffPolicyException extends RuntimeException {
    private static final double TOLERANCE = 1e-3;

    private OffPolicyException(String message) {
        super(message);
    }

    /**
     * Refuses a batch with a token whose importance ratio is off 1.000 by more than 0.001, and names the first. Each token is
     * judged by itself: in a mean 1.8 and 0.2 are 1, and one token that is not the sampler's hides among many that are. Two
     * runtimes that compute the same policy in float32 differ by a hundredth of what is allowed.
     *
     * @param batch its name, for the message
     * @param now log-probabilities under the policy that starts here, for each example of each attempt in turn
     */
    static void check(String batch, List<Attempt> attempts, List<float[]> now) {
        int next = 0;
        for (Attempt attempt : attempts) {
            for (Example example : attempt.examples()) {
                float[] logProbs = now.get(next++);
                for (int t = 0; t < example.length(); t++) {
                    double ratio = StrictMath.exp((double) logProbs[t] - example.oldLogProb(t));
                    if (example.isTarget(t) && !(Math.abs(ratio - 1) <= TOLERANCE)) {
                        throw new OffPolicyException(message(batch, attempt, t, ratio));
                    }
                }
            }
        }
    }

    private static String message(String batch, Attempt attempt, int token, double ratio) {
        return String.format(
                Locale.ROOT,
                "%s%s: declared on-policy, but the importance ratio of token %d is %.4f, not 1.000 +- 0.001:"
                        + " its log-probabilities are not those of the policy that starts here",
                batch,
                attempt.name().isEmpty() ? "" : ", " + attempt.name(),
                token,
                ratio);
    }
}

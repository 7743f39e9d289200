package io.insitu.trainer.run;

import java.util.Locale;

/** A batch that was declared on-policy was sampled by another policy than the one it shall train. */
public final class OffPolicyException extends RuntimeException {
    private static final double TOLERANCE = 1e-3;

    private OffPolicyException(String message) {
        super(message);
    }

    /**
     * Refuses a batch whose importance ratio is off 1.000 by more than 0.001.
     *
     * @param batch its name, for the message
     */
    public static void check(String batch, double ratioMean, double ratioMax) {
        if (!(Math.abs(ratioMean - 1) <= TOLERANCE)) {
            throw new OffPolicyException(String.format(
                    Locale.ROOT,
                    "%s: declared on-policy, but the mean importance ratio is %.4f (largest %.4f), not 1.000 +- 0.001:"
                            + " its log-probabilities are not those of the policy that starts here",
                    batch,
                    ratioMean,
                    ratioMax));
        }
    }
}

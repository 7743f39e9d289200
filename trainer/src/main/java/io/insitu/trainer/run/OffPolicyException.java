package io.insitu.trainer.run;

import io.insitu.trainer.run.OnPolicy.Wrong;
import java.util.List;
import java.util.Locale;

/** A batch that was declared on-policy, or says of its tokens that they are, was sampled by another policy. */
public final class OffPolicyException extends RuntimeException {
    private static final String DECLARED =
            "declared on-policy, but the importance ratio of token %d is %.4f, not 1.000 +- 0.001:"
                    + " its log-probabilities are not those of the policy that starts here";
    private static final String SAID =
            "said to be drawn by the policy that starts here, but the importance ratio of token %d is %.4f, not"
                    + " 1.000 +- 0.001: another policy drew it, or in another precision, or at another temperature";

    private final transient List<Wrong> wrong;

    /**
     * Refuses a batch and names the first token.
     *
     * @param batch its name, for the message
     * @param declared somebody said so of the whole batch, not the batch of this token
     * @param wrong at least one
     */
    OffPolicyException(String batch, boolean declared, List<Wrong> wrong) {
        super(message(batch, declared, wrong));
        this.wrong = List.copyOf(wrong);
    }

    /** The names of all attempts that are not on-policy. */
    public List<String> attempts() {
        return wrong.stream().map(Wrong::attempt).toList();
    }

    private static String message(String batch, boolean declared, List<Wrong> wrong) {
        Wrong first = wrong.get(0);
        return batch
                + (first.attempt().isEmpty() ? "" : ", " + first.attempt())
                + ": "
                + String.format(Locale.ROOT, declared ? DECLARED : SAID, first.token(), first.ratio())
                + (wrong.size() == 1 ? "" : " (and " + (wrong.size() - 1) + " more such)");
    }
}

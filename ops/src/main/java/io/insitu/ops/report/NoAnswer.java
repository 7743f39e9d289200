package io.insitu.ops.report;

import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.TrajectoryEnded;

/**
 * How an attempt says on the log that its policy was called and did not answer. No generation comes of such a call, so
 * these words are all there is to count it by.
 */
public final class NoAnswer {
    private static final String WORDS = "the policy did not answer: ";

    private NoAnswer() {}

    /** What the attempt ends with. */
    public static String detail(String reason) {
        return WORDS + reason;
    }

    /** Whether an attempt ended this way: the world's fault, never the agent's. */
    static boolean ended(TrajectoryEnded end) {
        return end.getOutcome() == OutcomeKind.INFRASTRUCTURE && end.getDetail().startsWith(WORDS);
    }
}

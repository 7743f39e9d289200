package io.insitu.processors.score;

import io.insitu.schemas.event.OutcomeKind;
import java.util.Comparator;

/**
 * What one source says became of an attempt.
 *
 * @param source its name and version
 * @param value its reward; 0 unless the outcome is SUCCESS or FAILURE
 * @param at the order in which sources spoke; {@link #UNSPOKEN} for one that looks instead of speaking
 */
record Verdict(String source, OutcomeKind outcome, double value, Strength strength, int at) {
    static final int UNSPOKEN = Integer.MAX_VALUE;

    /** Nobody's. */
    static final Verdict NONE = new Verdict("", OutcomeKind.UNKNOWN, 0, Strength.GUESS, UNSPOKEN);

    /**
     * The one to believe comes last: the strongest, and among equals who spoke last, since a source may correct itself. One
     * that spoke is believed over a check: it settles what the check doubts.
     */
    static final Comparator<Verdict> BY_STRENGTH = Comparator.comparing(Verdict::strength)
            .thenComparingInt(verdict -> verdict.at() == UNSPOKEN ? -1 : verdict.at());

    /** Whom to believe when several speak, the weakest first. */
    enum Strength {
        /** What most attempts of a task came to. */
        GUESS,
        /** A judge, a user, anybody else. */
        OPINION,
        /** How the attempt itself ended. */
        CLAIM,
        /** A check that asks nobody's opinion. */
        VERIFIER,
        /** Somebody who looked at it. */
        PERSON
    }

    /** A source that names only the outcome means a full reward or none of it. */
    static Verdict said(String source, OutcomeKind outcome, double reward, Strength strength, int at) {
        return new Verdict(source, outcome, graded(outcome) ? agreeing(outcome, reward) : 0, strength, at);
    }

    /**
     * A reward whose sign is that of the outcome, as all who learn from it tell good from bad by its sign. One that contradicts it
     * was meant as a share of the full reward: a failure of 0.3 is not as bad as one of 0, and no success.
     */
    private static double agreeing(OutcomeKind outcome, double reward) {
        double full = outcome == OutcomeKind.SUCCESS ? 1 : -1;
        if (reward * full > 0) {
            return reward;
        }
        return Math.abs(reward) < 1 ? reward + full : full;
    }

    /** What a check found. */
    static Verdict found(String source, boolean passed, Strength strength) {
        return said(source, passed ? OutcomeKind.SUCCESS : OutcomeKind.FAILURE, 0, strength, UNSPOKEN);
    }

    boolean graded() {
        return graded(outcome);
    }

    static boolean graded(OutcomeKind outcome) {
        return outcome == OutcomeKind.SUCCESS || outcome == OutcomeKind.FAILURE;
    }
}

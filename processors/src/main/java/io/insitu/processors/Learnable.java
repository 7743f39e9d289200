package io.insitu.processors;

import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.OutcomeKind;

/** Which scored attempts may be learnt from: those that somebody graded and nobody suspects. */
public final class Learnable {
    private Learnable() {}

    public static boolean is(Experience experience) {
        OutcomeKind outcome = experience.getOutcome();
        return (outcome == OutcomeKind.SUCCESS || outcome == OutcomeKind.FAILURE) && !suspect(experience);
    }

    /** Whether an earlier version of it was learnt from: it is the same attempt, and counts once. */
    public static boolean isAgain(Experience experience) {
        OutcomeKind before = experience.getOutcomeBefore();
        return before == OutcomeKind.SUCCESS || before == OutcomeKind.FAILURE;
    }

    /** Whether what was recorded of it cannot be right; what was learnt from it before is withdrawn. */
    public static boolean suspect(Experience experience) {
        return !experience.getSuspicions().isEmpty();
    }
}

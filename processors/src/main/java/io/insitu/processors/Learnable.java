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

    /** Whether what was recorded of it cannot be right; what was learnt from it before is withdrawn. */
    public static boolean suspect(Experience experience) {
        return !experience.getSuspicions().isEmpty();
    }
}

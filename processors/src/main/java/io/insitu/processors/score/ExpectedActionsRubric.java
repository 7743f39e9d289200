package io.insitu.processors.score;

import io.insitu.schemas.event.Trajectory;
import java.util.List;

/** Whether the attempt did what its task expects, where the task says so. With a weight it decides, without one it only doubts. */
final class ExpectedActionsRubric implements Rubric {
    static final String NAME = "expected-actions";

    private final OutcomeAudit audit;

    ExpectedActionsRubric(OutcomeAudit audit) {
        this.audit = audit;
    }

    @Override
    public List<Verdict> verdicts(Trajectory attempt, Peers peers) {
        return audit.passed(attempt)
                .map(passed -> Verdict.found(ExpectedActions.SOURCE, passed, Verdict.Strength.VERIFIER))
                .map(List::of)
                .orElse(List.of());
    }
}

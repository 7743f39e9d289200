package io.insitu.processors.score;

import io.insitu.processors.Memories;
import io.insitu.processors.score.AuditMemory.LineageEvidence;
import io.insitu.processors.score.AuditMemory.TaskEvidence;
import io.insitu.processors.score.Effects.Made;
import io.insitu.processors.score.ExpectedActions.Finding;
import io.insitu.processors.score.Verdict.Strength;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Trajectory;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether what is believed of an attempt can be right, judged by what was done, by what others say, and by what other attempts showed.
 * What a person said is not doubted, and what a verifier said only where another contradicts it.
 */
public final class OutcomeAudit {
    /** The verifier's name among the sources of rewards. */
    public static final String SOURCE = ExpectedActions.SOURCE;

    private final Effects effects;
    private final AuditEvidence evidence;

    public OutcomeAudit(ScoreConfig config, Memories memories) {
        this.effects = new Effects(config.readingTools());
        this.evidence = new AuditEvidence(memories.open(AuditMemory.TASKS), memories.open(AuditMemory.TRUTHS));
    }

    /** What a look at what was done says of an attempt. */
    public enum Check {
        PASSED,
        FAILED,
        /** Its task does not say what it expects. */
        IMPOSSIBLE
    }

    /**
     * What the audit says of one attempt.
     *
     * @param check whether it did what its task expects
     * @param suspicions why what was recorded of it cannot be right, in the order of their declaration; empty: it is believed
     */
    public record Opinion(Check check, List<Suspicion> suspicions) {
        public Opinion {
            suspicions = List.copyOf(suspicions);
        }
    }

    /** Takes note of an attempt: others are judged by it. */
    public void note(Trajectory attempt) {
        Optional<ExpectedActions> expected = ExpectedActions.of(attempt, effects);
        if (expected.isPresent()) {
            evidence.note(attempt, expected.get());
        } else if (Verdict.graded(attempt.getOutcome())) {
            evidence.note(attempt, Deeds.of(attempt, effects));
        }
    }

    /** What is to be said of an attempt by what is known now, if all who spoke are heard. */
    public Opinion opinion(Trajectory attempt) {
        List<Verdict> heard = Disagreement.heard(attempt);
        return opinion(attempt, heard, Disagreement.believed(heard));
    }

    /**
     * @param heard what was said of it, in order
     * @param believed the one of these that is believed
     */
    Opinion opinion(Trajectory attempt, List<Verdict> heard, Verdict believed) {
        EnumSet<Suspicion> suspicions = EnumSet.noneOf(Suspicion.class);
        if (Disagreement.of(heard, believed).open()) {
            suspicions.add(Suspicion.SOURCES_DISAGREE);
        }
        LineageEvidence lineage = evidence.of(attempt.getLineage());
        Optional<Examined> examined = examine(attempt, lineage);
        if (believed.strength() != Strength.PERSON && believed.strength() != Strength.VERIFIER && believed.graded()) {
            examined.ifPresentOrElse(
                    done -> compare(attempt, done, lineage, believed, suspicions),
                    () -> surmise(attempt, lineage, believed, suspicions));
        }
        Check check = examined.map(done -> done.finding().passed() ? Check.PASSED : Check.FAILED)
                .orElse(Check.IMPOSSIBLE);
        return new Opinion(check, List.copyOf(suspicions));
    }

    /** What was done of what the task expects; none where it does not say. */
    Optional<Boolean> passed(Trajectory attempt) {
        return examine(attempt, evidence.of(attempt.getLineage()))
                .map(examined -> examined.finding().passed());
    }

    private record Examined(Finding finding, AuditMemory.Grades grades) {}

    private Optional<Examined> examine(Trajectory attempt, LineageEvidence lineage) {
        return ExpectedActions.of(attempt, effects).map(expected -> {
            TaskEvidence task = evidence.of(attempt.getLineage(), expected.taskKey());
            Set<String> tools = Set.copyOf(lineage.tools());
            List<Made> made = Effects.made(attempt, tools);
            return new Examined(
                    expected.examine(
                            attempt,
                            made,
                            effects.otherwise(attempt, tools),
                            key -> task.impossible(AuditEvidence.call(key))),
                    task.gradesOf(AuditEvidence.effects(attempt, expected, made)));
        });
    }

    /** A failure that did what was expected may have failed for a reason nobody wrote down, unless others did the same and did not. */
    private static void compare(
            Trajectory attempt, Examined done, LineageEvidence lineage, Verdict believed, Set<Suspicion> suspicions) {
        boolean success = believed.outcome() == OutcomeKind.SUCCESS;
        boolean cleared = done.finding().passed() == success;
        boolean claimed = believed.strength() == Strength.CLAIM;
        if (success && !cleared) {
            suspicions.add(Suspicion.SOURCES_DISAGREE);
        }
        if (success && done.finding().nothingDone()) {
            suspicions.add(Suspicion.SUCCESS_WITHOUT_EFFECT);
        }
        if (success && claimed && !cleared && lineage.shared(AuditEvidence.truth(attempt))) {
            suspicions.add(Suspicion.SHARED_GROUND_TRUTH);
        }
        // That two did nothing does not show that they did the same.
        if (claimed
                && !cleared
                && (success || !done.finding().done().isEmpty())
                && done.grades().differ()) {
            suspicions.add(Suspicion.EQUAL_ACTIONS_DIFFERENT_GRADES);
        }
    }

    /** Where nobody says what is right, only the grades of others speak, and they are about what attempts claimed. */
    private void surmise(Trajectory attempt, LineageEvidence lineage, Verdict believed, Set<Suspicion> suspicions) {
        if (believed.strength() != Strength.CLAIM) {
            return;
        }
        boolean success = believed.outcome() == OutcomeKind.SUCCESS;
        Deeds deeds = Deeds.of(attempt, effects);
        TaskEvidence task = evidence.of(attempt.getLineage(), deeds.taskKey());
        if (success && !deeds.changedSomething() && task.takesEffect()) {
            suspicions.add(Suspicion.SUCCESS_WITHOUT_EFFECT);
        }
        if (success && lineage.shared(AuditEvidence.truth(attempt))) {
            suspicions.add(Suspicion.SHARED_GROUND_TRUTH);
        }
        AuditMemory.Grades grades = task.gradesOf(deeds.seen());
        if (grades.differ() && grades.rare(success)) {
            suspicions.add(Suspicion.EQUAL_ACTIONS_DIFFERENT_GRADES);
        }
    }
}

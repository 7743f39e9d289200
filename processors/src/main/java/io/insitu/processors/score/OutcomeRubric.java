package io.insitu.processors.score;

import io.insitu.schemas.event.Feedback;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Reward;
import io.insitu.schemas.event.Trajectory;
import java.util.ArrayList;
import java.util.List;

/** What became of an attempt, when several sources speak: people over verifiers over the claim over opinions. */
final class OutcomeRubric {
    static final String CLAIM = "outcome@1";

    private OutcomeRubric() {}

    /**
     * The verdict of the strongest source.
     *
     * @param value its reward; 0 unless the outcome is SUCCESS or FAILURE
     * @param proven whether a person or a verifier said so, rather than the attempt itself or an opinion
     * @param rewards what every source that graded says, in the order they spoke
     */
    record Verdict(OutcomeKind outcome, double value, boolean proven, List<Reward> rewards) {}

    static Verdict weigh(Trajectory attempt) {
        OutcomeKind outcome = attempt.getOutcome();
        double value = value(outcome, attempt.getReward());
        int strength = outcome == OutcomeKind.UNKNOWN ? 0 : strength(CLAIM);
        List<Reward> rewards = new ArrayList<>();
        if (graded(outcome)) {
            rewards.add(new Reward(CLAIM, value));
        }
        for (Feedback feedback : attempt.getFeedback()) {
            double said = value(feedback.getOutcome(), feedback.getReward());
            if (graded(feedback.getOutcome())) {
                rewards.add(new Reward(feedback.getSource(), said));
            }
            // Among equals the last one stands: a source may correct itself.
            if (feedback.getOutcome() != OutcomeKind.UNKNOWN && strength(feedback.getSource()) >= strength) {
                outcome = feedback.getOutcome();
                value = said;
                strength = strength(feedback.getSource());
            }
        }
        return new Verdict(outcome, value, strength > strength(CLAIM), rewards);
    }

    static boolean graded(OutcomeKind outcome) {
        return outcome == OutcomeKind.SUCCESS || outcome == OutcomeKind.FAILURE;
    }

    /** A source that names only the outcome means a full reward or none of it. */
    private static double value(OutcomeKind outcome, double reward) {
        if (!graded(outcome)) {
            return 0;
        }
        if (reward != 0) {
            return reward;
        }
        return outcome == OutcomeKind.SUCCESS ? 1 : -1;
    }

    private static int strength(String source) {
        int version = source.indexOf('@');
        return switch (version < 0 ? source : source.substring(0, version)) {
            case "human" -> 4;
            case "verifier" -> 3;
            case "outcome" -> 2;
            default -> 1;
        };
    }
}

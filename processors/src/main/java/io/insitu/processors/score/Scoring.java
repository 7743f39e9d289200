package io.insitu.processors.score;

import io.insitu.schemas.Digest;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.GroupStatistics;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Reward;
import io.insitu.schemas.event.Trajectory;
import java.util.ArrayList;
import java.util.List;

/** Weighs attempts alone and within their group; remembers nothing but what the audit does. */
final class Scoring {
    private static final float FAILED_STEP_CREDIT = -0.5f;

    private final ScoreConfig config;
    private final OutcomeAudit audit;

    Scoring(ScoreConfig config, OutcomeAudit audit) {
        this.config = config;
        this.audit = audit;
    }

    /** One attempt, weighed alone. */
    record Weighed(
            Trajectory attempt,
            OutcomeKind outcome,
            double total,
            List<Reward> rewards,
            ToolErrorRubric.Calls calls,
            List<String> suspicions) {
        /** Whether this says the same of the attempt. */
        boolean agrees(Weighed other) {
            return outcome == other.outcome && total == other.total && suspicions.equals(other.suspicions);
        }
    }

    Weighed weigh(Trajectory attempt) {
        OutcomeRubric.Verdict verdict = OutcomeRubric.weigh(attempt);
        ToolErrorRubric.Calls calls = ToolErrorRubric.examine(attempt.getSteps());
        if (!OutcomeRubric.graded(verdict.outcome())) {
            return new Weighed(attempt, verdict.outcome(), 0, verdict.rewards(), calls, List.of());
        }
        List<Reward> rewards = new ArrayList<>(verdict.rewards());
        List<String> suspicions = new ArrayList<>();
        audit.opinion(attempt).ifPresent(opinion -> {
            rewards.add(new Reward(ExpectedActions.SOURCE, opinion.passed() ? 1.0 : -1.0));
            opinion.suspicions().forEach(suspicion -> suspicions.add(suspicion.name()));
        });
        if (!suspicions.isEmpty()) {
            return new Weighed(attempt, OutcomeKind.UNKNOWN, 0, rewards, calls, suspicions);
        }
        double price = Math.min(config.toolErrorFloor(), calls.refused() * config.toolErrorPenalty());
        if (price > 0) {
            rewards.add(new Reward(ToolErrorRubric.SOURCE, -price));
        }
        double total = Math.max(-1, Math.min(1, verdict.value() - price));
        return new Weighed(attempt, verdict.outcome(), total, rewards, calls, suspicions);
    }

    /**
     * The experience of one attempt of a group.
     *
     * @param group all attempts that may be learnt from, in order of trajectory id
     * @param extraCauses facts beside the trajectory, such as late feedback
     */
    Experience experience(Weighed one, List<Weighed> group, String groupId, long scoredMs, List<String> extraCauses) {
        List<Double> rewards = new ArrayList<>();
        int successes = 0;
        int infrastructure = 0;
        for (Weighed each : group) {
            if (OutcomeRubric.graded(each.outcome())) {
                rewards.add(each.total());
                successes += each.outcome() == OutcomeKind.SUCCESS ? 1 : 0;
            }
            infrastructure += each.outcome() == OutcomeKind.INFRASTRUCTURE ? 1 : 0;
        }
        GroupAdvantage compared = GroupAdvantage.of(rewards);
        Trajectory attempt = one.attempt();
        List<String> causes = new ArrayList<>();
        causes.add(attempt.getTrajectoryId());
        causes.addAll(extraCauses);
        return Experience.newBuilder()
                .setExperienceId(Digest.of(
                        "experience",
                        attempt.getLineage(),
                        attempt.getTrajectoryId(),
                        one.outcome().name(),
                        Double.toHexString(one.total())))
                .setLineage(attempt.getLineage())
                .setTrajectory(attempt)
                .setOutcome(one.outcome())
                .setRewards(one.rewards())
                .setTotalReward(one.total())
                .setAdvantage(OutcomeRubric.graded(one.outcome()) ? compared.of(one.total()) : 0)
                .setGroup(GroupStatistics.newBuilder()
                        .setGroupId(groupId)
                        .setSize(rewards.size())
                        .setSuccesses(successes)
                        .setMean(compared.mean())
                        .setDeviation(compared.deviation())
                        .setInfrastructure(infrastructure)
                        .build())
                .setStepCredits(credits(one))
                .setStepMask(one.calls().imitable())
                .setScoredMs(scoredMs)
                .setCauses(causes)
                .setSuspicions(one.suspicions())
                .build();
    }

    private static List<Float> credits(Weighed one) {
        List<Float> credits = new ArrayList<>();
        for (int i = 0; i < one.calls().imitable().size(); i++) {
            if (one.calls().failed().get(i)) {
                credits.add(FAILED_STEP_CREDIT);
            } else {
                credits.add(one.calls().imitable().get(i) ? (float) one.total() : 0f);
            }
        }
        return credits;
    }
}

package io.insitu.processors.score;

import io.insitu.processors.score.RubricBook.Weighted;
import io.insitu.processors.score.Verdict.Strength;
import io.insitu.schemas.Digest;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.GroupStatistics;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Reward;
import io.insitu.schemas.event.Trajectory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** Weighs attempts by their lineage's rubrics and within their group; remembers nothing but what the audit does. */
final class Scoring {
    private final OutcomeAudit audit;
    private final RubricBook book;

    Scoring(ScoreConfig config, OutcomeAudit audit) {
        this.audit = audit;
        this.book = new RubricBook(config, audit);
    }

    /**
     * One attempt as its rubrics see it.
     *
     * @param believed how strong the source is that is believed
     */
    record Weighed(
            Trajectory attempt,
            OutcomeKind outcome,
            Strength believed,
            double total,
            List<Reward> rewards,
            StepMarks marks,
            List<String> suspicions) {
        boolean graded() {
            return Verdict.graded(outcome);
        }
    }

    private record Spoken(Verdict verdict, double weight) {}

    private static final Spoken NOBODY = new Spoken(Verdict.NONE, 1);

    /** All attempts of a group that may be learnt from, in their order. */
    List<Weighed> weigh(List<Trajectory> attempts) {
        Peers peers = book.peers(attempts);
        return attempts.stream().map(attempt -> weigh(attempt, peers)).toList();
    }

    /** One attempt, whatever the others of its group came to. */
    Weighed alone(Trajectory attempt) {
        return weigh(attempt, book.peers(List.of(attempt)));
    }

    private Weighed weigh(Trajectory attempt, Peers peers) {
        List<Weighted> rubrics = book.of(attempt.getLineage());
        List<Spoken> spoken = new ArrayList<>();
        for (Weighted each : rubrics) {
            each.rubric().verdicts(attempt, peers).forEach(verdict -> spoken.add(new Spoken(verdict, each.weight())));
        }
        spoken.sort(Comparator.comparingInt(one -> one.verdict().at()));
        Spoken believed = believed(spoken);
        Verdict verdict = believed.verdict();
        List<Reward> rewards = new ArrayList<>();
        for (Spoken one : spoken) {
            if (one.verdict().graded() && (one.weight() > 0 || verdict.graded())) {
                rewards.add(new Reward(one.verdict().source(), one.verdict().value()));
            }
        }
        StepMarks marks = StepMarks.of(attempt.getSteps(), book.effects());
        List<String> suspicions = suspicions(attempt, spoken, verdict);
        if (!verdict.graded() || !suspicions.isEmpty()) {
            OutcomeKind outcome = verdict.graded() ? OutcomeKind.UNKNOWN : verdict.outcome();
            return new Weighed(attempt, outcome, verdict.strength(), 0, rewards, marks, suspicions);
        }
        double total = believed.weight() * verdict.value();
        for (Weighted each : rubrics) {
            Reward shade =
                    each.rubric().shade(attempt, verdict.outcome(), peers).orElse(null);
            if (shade != null) {
                rewards.add(shade);
                total += each.weight() * shade.getValue();
            }
        }
        return new Weighed(
                attempt,
                verdict.outcome(),
                verdict.strength(),
                Math.max(-1, Math.min(1, total)),
                rewards,
                marks,
                suspicions);
    }

    /** By what counts; nobody's word, when nobody's does. */
    private static Spoken believed(List<Spoken> spoken) {
        return spoken.stream()
                .filter(one -> one.weight() > 0)
                .max(Comparator.comparing(Spoken::verdict, Verdict.BY_STRENGTH))
                .orElse(NOBODY);
    }

    /** Whose word counts for nothing contradicts nobody; what was done is looked at where the lineage has it looked at. */
    private List<String> suspicions(Trajectory attempt, List<Spoken> spoken, Verdict believed) {
        List<Verdict> heard = spoken.stream()
                .filter(one -> one.weight() > 0)
                .map(Spoken::verdict)
                .toList();
        if (book.doubts(attempt.getLineage())) {
            return audit.opinion(attempt, heard, believed).suspicions().stream()
                    .map(Enum::name)
                    .toList();
        }
        return Disagreement.of(heard, believed).open() ? List.of(Suspicion.SOURCES_DISAGREE.name()) : List.of();
    }

    /**
     * The experience of one attempt of a group.
     *
     * @param group all attempts that may be learnt from, in order of trajectory id
     * @param extraCauses facts beside the trajectory, such as late feedback
     */
    Experience experience(Weighed one, List<Weighed> group, String groupId, long scoredMs, List<String> extraCauses) {
        List<Weighed> graded = group.stream().filter(Weighed::graded).toList();
        GroupAdvantage compared =
                GroupAdvantage.of(graded.stream().map(Weighed::total).toList());
        StepCredit credit =
                StepCredit.of(graded.stream().map(each -> each.marks().worth()).toList());
        Trajectory attempt = one.attempt();
        RubricPlan plan = book.planOf(attempt.getLineage());
        double advantage = one.graded() ? compared.of(one.total()) : 0;
        List<Double> worth = one.marks().worth();
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
                .setAdvantage(advantage)
                .setGroup(GroupStatistics.newBuilder()
                        .setGroupId(groupId)
                        .setSize(graded.size())
                        .setSuccesses(count(graded, each -> each.outcome() == OutcomeKind.SUCCESS))
                        .setMean(compared.mean())
                        .setDeviation(compared.deviation())
                        .setInfrastructure(count(group, each -> each.outcome() == OutcomeKind.INFRASTRUCTURE))
                        .setSuspect(count(group, each -> !each.suspicions().isEmpty()))
                        .setMajority(plan.names(MajorityRubric.NAME) ? majority(group) : 0)
                        .build())
                .setStepCredits(
                        one.graded()
                                ? credit.of(worth, advantage, plan.stepCredit())
                                : Collections.nCopies(worth.size(), 0f))
                .setStepMask(one.marks().imitable())
                .setStepReplaced(Corrections.of(attempt.getSteps()))
                .setScoredMs(scoredMs)
                .setCauses(causes)
                .setSuspicions(one.suspicions())
                .build();
    }

    private static int count(List<Weighed> group, Predicate<Weighed> which) {
        return (int) group.stream().filter(which).count();
    }

    private double majority(List<Weighed> group) {
        Peers peers = book.peers(group.stream().map(Weighed::attempt).toList());
        return peers.voters() == 0 ? 0 : (double) peers.votesFor(peers.first()) / peers.voters();
    }
}

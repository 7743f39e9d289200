package io.insitu.ops.evaluate;

import io.insitu.processors.Learnable;
import io.insitu.processors.distil.Adherence;
import io.insitu.processors.distil.DistilMemory;
import io.insitu.processors.recall.RecallConfig;
import io.insitu.processors.recall.RetrievalConfig;
import io.insitu.processors.recall.Retrieved;
import io.insitu.processors.recall.TaskQuery;
import io.insitu.processors.recall.TwoPhaseRetrieval;
import io.insitu.processors.recall.UtilityEstimator;
import io.insitu.schemas.event.EntryStatus;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Principle;
import io.insitu.schemas.event.Tool;
import io.insitu.schemas.event.Trajectory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Learns from recorded attempts, one after the other, and says what it expects of others. Before each attempt is learnt from,
 * the library is asked what it would give for it, and that counts as given: a recorded agent never saw it, so what its utility
 * says here is how attempts fare that do by themselves what an entry says. Nothing was withheld by a draw, hence there is no lift.
 */
final class Pupil {
    /** In the order of comparison. */
    static final List<String> PREDICTORS = List.of(
            "utility",
            "adherence",
            "sharedReward",
            "laplace",
            "caseUtility",
            "caseSharedReward",
            "caseLaplace",
            "taskLaplace",
            "taskMean");

    private static final RetrievalConfig OFTEN = RetrievalConfig.defaults();

    private final LearningChain chain = new LearningChain();
    private final TwoPhaseRetrieval retrieval = new TwoPhaseRetrieval(new RetrievalConfig(
            OFTEN.maxPrinciples(),
            OFTEN.maxTools(),
            OFTEN.ranking(),
            OFTEN.maxNearMatches(),
            OFTEN.maxTextMatches(),
            OFTEN.textCandidates(),
            OFTEN.minSimilarity(),
            0,
            0,
            0,
            1));
    private final Cases cases = new Cases(RecallConfig.defaults().alpha());
    private final Map<String, int[]> byTask = new HashMap<>();
    private int learnt;
    private int successes;

    /** Learns from an attempt, if it is graded and not suspect. */
    void learn(Trajectory run) {
        Retrieved given = given(run);
        Trajectory alone = Trajectory.newBuilder(run)
                .setGroupId("")
                .setGroupSize(1)
                .setContextUsed(given.usedIds())
                .build();
        for (Experience one : LearningChain.scored(chain.hear(alone))) {
            if (Learnable.is(one)) {
                boolean success = one.getOutcome() == OutcomeKind.SUCCESS;
                int[] counts = byTask.computeIfAbsent(run.getTaskId(), task -> new int[2]);
                counts[0] += success ? 1 : 0;
                counts[1]++;
                learnt++;
                successes += success ? 1 : 0;
                cases.learn(run, success);
            }
        }
    }

    int learnt() {
        return learnt;
    }

    /** What is served by now. */
    List<Principle> principles() {
        return chain.memories().open(DistilMemory.PRINCIPLES).startingWith("").stream()
                .map(entry -> entry.value())
                .filter(entry -> entry.getStatus() == EntryStatus.ACTIVE)
                .toList();
    }

    private List<Tool> tools() {
        return chain.memories().open(DistilMemory.TOOLS).startingWith("").stream()
                .map(entry -> entry.value())
                .filter(entry -> entry.getStatus() == EntryStatus.ACTIVE)
                .toList();
    }

    private Retrieved given(Trajectory run) {
        return retrieval.retrieve(
                TaskQuery.of(run.getTrajectoryId(), run.getTerms(), run.getInstruction(), List.of()),
                principles(),
                tools());
    }

    /** What each predictor expects of an attempt; of these only adherence looks at what the attempt did. */
    Map<String, Double> expects(Trajectory run) {
        Map<String, Double> by = new LinkedHashMap<>();
        Retrieved given = given(run);
        put(by, "utility", mean(given, UtilityEstimator.FOLLOWED));
        put(by, "adherence", adherence(given, run));
        put(by, "sharedReward", mean(given, UtilityEstimator.SHARED));
        put(by, "laplace", mean(given, UtilityEstimator.LAPLACE));
        put(by, "caseUtility", cases.utility(run, UtilityEstimator.FOLLOWED));
        put(by, "caseSharedReward", cases.utility(run, UtilityEstimator.SHARED));
        put(by, "caseLaplace", cases.utility(run, UtilityEstimator.LAPLACE));
        int[] counts = byTask.getOrDefault(run.getTaskId(), new int[2]);
        double all = learnt == 0 ? 0.5 : (double) successes / learnt;
        by.put("taskLaplace", (counts[0] + 1.0) / (counts[1] + 2.0));
        by.put("taskMean", counts[1] == 0 ? all : (double) counts[0] / counts[1]);
        return by;
    }

    private static void put(Map<String, Double> by, String name, OptionalDouble value) {
        if (value.isPresent()) {
            by.put(name, value.getAsDouble());
        }
    }

    private static OptionalDouble mean(Retrieved given, UtilityEstimator reading) {
        List<Double> values = new ArrayList<>();
        given.principles().forEach(one -> values.add(reading.of(one.getUtility())));
        given.tools().forEach(one -> values.add(reading.of(one.getUtility())));
        return values.stream().mapToDouble(Double::doubleValue).average();
    }

    /** Share of the given principles that were followed, of those that speak of what the attempt came to. */
    private static OptionalDouble adherence(Retrieved given, Trajectory run) {
        return given.principles().stream()
                .map(principle -> Adherence.of(principle, run))
                .filter(adherence -> adherence != Adherence.NOT_APPLICABLE)
                .mapToDouble(adherence -> adherence == Adherence.FOLLOWED ? 1 : 0)
                .average();
    }
}

package io.insitu.processors.score;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * By which rubrics attempts are judged; one that is not named does not look.
 *
 * @param weights by name of rubric, in [0, 1]: that share of its reward counts. With 0 a rubric decides nothing and is only
 *     heard beside others
 * @param majorityFloor the share of votes that makes a majority
 * @param majorityVotes how many attempts must have voted for one
 * @param asksJudge whether a judge is asked about attempts that nobody who knows better graded; one who speaks unasked is
 *     heard by the rubric judge
 * @param judgeAsks what a judge is told to look for
 * @param stepCredit how much the worth of a step and those after it counts beside the advantage of its attempt, in [0, 1]
 * @param graces how long is waited for other attempts and for reactions
 */
public record RubricPlan(
        Map<String, Double> weights,
        double majorityFloor,
        int majorityVotes,
        boolean asksJudge,
        String judgeAsks,
        double stepCredit,
        Graces graces) {
    private static final int LONGEST_QUESTION = 4_000;

    public RubricPlan {
        weights = Collections.unmodifiableMap(new TreeMap<>(weights));
        weights.forEach(RubricPlan::check);
        if (!(majorityFloor > 0 && majorityFloor <= 1)) {
            throw new IllegalArgumentException("score.majorityFloor must be in (0, 1], was " + majorityFloor);
        }
        if (majorityVotes < 2) {
            throw new IllegalArgumentException("score.majorityVotes must be at least 2, was " + majorityVotes);
        }
        if (asksJudge && weights.getOrDefault(FeedbackRubric.Kind.JUDGE.rubric(), 0.0) == 0) {
            throw new IllegalArgumentException(
                    "score.asksJudge needs the rubric judge with a weight above 0: its answer would not count");
        }
        if (!(stepCredit >= 0 && stepCredit <= 1)) {
            throw new IllegalArgumentException("score.stepCredit must be in [0, 1], was " + stepCredit);
        }
        if (judgeAsks.isBlank() || judgeAsks.length() > LONGEST_QUESTION) {
            throw new IllegalArgumentException(
                    "score.judgeAsks must be 1 to " + LONGEST_QUESTION + " characters, was " + judgeAsks.length());
        }
    }

    private static void check(String rubric, double weight) {
        List<String> known = new ArrayList<>(RubricBook.NAMES);
        if (!known.contains(rubric)) {
            throw new IllegalArgumentException(
                    "score.rubrics: nobody knows the rubric " + rubric + "; there are " + String.join(", ", known));
        }
        if (!(weight >= 0 && weight <= 1)) {
            throw new IllegalArgumentException("score.rubrics." + rubric + " must be in [0, 1], was " + weight);
        }
    }

    /** The shipped one: those who speak are heard, refused calls cost, and expected actions doubt. */
    public static RubricPlan defaults() {
        Map<String, Double> weights = new TreeMap<>();
        for (FeedbackRubric.Kind kind : FeedbackRubric.Kind.values()) {
            weights.put(kind.rubric(), 1.0);
        }
        weights.put(ToolErrorRubric.NAME, 1.0);
        weights.put(ExpectedActionsRubric.NAME, 0.0);
        return new RubricPlan(
                weights,
                0.5,
                3,
                false,
                "Did the agent do what it was asked, by the rules it was given, and nothing it was not asked to do?",
                0.1,
                Graces.defaults());
    }

    /** The same with other rubrics. */
    public RubricPlan weighing(Map<String, Double> others) {
        return new RubricPlan(others, majorityFloor, majorityVotes, asksJudge, judgeAsks, stepCredit, graces);
    }

    /** The same with other patience. */
    public RubricPlan waiting(Graces others) {
        return new RubricPlan(weights, majorityFloor, majorityVotes, asksJudge, judgeAsks, stepCredit, others);
    }

    boolean names(String rubric) {
        return weights.containsKey(rubric);
    }
}

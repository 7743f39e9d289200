package io.insitu.ops.site;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.processors.score.Graces;
import io.insitu.processors.score.RubricPlan;
import io.insitu.processors.score.ScoreConfig;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How attempts are scored, as the data folder says; what it does not say is as shipped. */
public final class ScoringFile {
    private static final String RUBRICS = "rubrics";
    private static final String FLOOR = "majorityFloor";
    private static final String VOTES = "majorityVotes";
    private static final String ASKS_JUDGE = "asksJudge";
    private static final String JUDGE_ASKS = "judgeAsks";
    private static final String STEP_CREDIT = "stepCredit";
    private static final String GROUP_GRACE = "groupGraceMs";
    private static final String FEEDBACK_GRACE = "feedbackGraceMs";
    private static final Set<String> KEYS =
            Set.of(RUBRICS, FLOOR, VOTES, ASKS_JUDGE, JUDGE_ASKS, STEP_CREDIT, GROUP_GRACE, FEEDBACK_GRACE);

    private final SettingsFile file;

    private ScoringFile(SettingsFile file) {
        this.file = file;
    }

    /** The config of a folder. */
    public static ScoreConfig of(DataFolder folder) {
        ScoringFile scoring = new ScoringFile(new SettingsFile(folder.scoring()));
        SettingsFile.Said<RubricPlan> said = scoring.file.read(RubricPlan.defaults(), KEYS, scoring::plan);
        return ScoreConfig.defaults().judging(said.shared(), said.lineages());
    }

    /** What a lineage does not say is as all others have it; its rubrics it names altogether or not at all. */
    private RubricPlan plan(JsonNode said, RubricPlan otherwise, String where) {
        return new RubricPlan(
                said.has(RUBRICS) ? weights(said.get(RUBRICS), where + RUBRICS) : otherwise.weights(),
                file.number(said, FLOOR, where, otherwise.majorityFloor()),
                file.whole(said, VOTES, where, otherwise.majorityVotes()),
                file.truth(said, ASKS_JUDGE, where, otherwise.asksJudge()),
                file.text(said, JUDGE_ASKS, where, otherwise.judgeAsks()),
                file.number(said, STEP_CREDIT, where, otherwise.stepCredit()),
                new Graces(
                        file.longest(
                                said, GROUP_GRACE, where, otherwise.graces().groupMs()),
                        file.longest(
                                said, FEEDBACK_GRACE, where, otherwise.graces().feedbackMs())));
    }

    private Map<String, Double> weights(JsonNode rubrics, String where) {
        Map<String, Double> weights = new TreeMap<>();
        for (Map.Entry<String, JsonNode> rubric : file.object(rubrics, where).properties()) {
            if (!rubric.getValue().isNumber()) {
                throw file.wrong(where + "." + rubric.getKey() + " must be a number, was " + rubric.getValue());
            }
            weights.put(rubric.getKey(), rubric.getValue().doubleValue());
        }
        return weights;
    }
}

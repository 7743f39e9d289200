package io.insitu.ops.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.insitu.ops.UserError;
import io.insitu.processors.score.Graces;
import io.insitu.processors.score.RubricPlan;
import io.insitu.processors.score.ScoreConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoringFileTest {
    @TempDir
    Path folder;

    @Test
    void withoutAFileAttemptsAreScoredAsShipped() {
        assertThat(ScoringFile.of(new DataFolder(folder))).isEqualTo(ScoreConfig.defaults());
    }

    @Test
    void aLineageHasItsOwnRubricsAndTheRestAsAllOthers() throws IOException {
        ScoreConfig read = read("""
                {"rubrics": {"outcome": 1, "repeats": 0.1}, "majorityVotes": 4,
                 "lineages": {"desk": {"rubrics": {"majority": 0.5, "judge": 1}, "asksJudge": true, "stepCredit": 0.3, "feedbackGraceMs": 86400000}, "clinic": {}}}
                """);
        RubricPlan shipped = RubricPlan.defaults();
        assertThat(read.rubrics().weights()).isEqualTo(Map.of("outcome", 1.0, "repeats", 0.1));
        assertThat(read.lineages().get("clinic")).isEqualTo(read.rubrics());
        assertThat(read.lineages().get("desk"))
                .isEqualTo(new RubricPlan(
                        Map.of("majority", 0.5, "judge", 1.0),
                        shipped.majorityFloor(),
                        4,
                        true,
                        shipped.judgeAsks(),
                        0.3,
                        new Graces(120_000, 86_400_000)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"rubrics": {"outcom": 1}}                       | score.rubrics: nobody knows the rubric outcom; there are human
            {"lineages": {"desk": {"rubrics": {"user": 2}}}} | lineages.desk: score.rubrics.user must be in [0, 1], was 2.0
            {"lineages": {"desk": {"rubric": {}}}}           | nobody knows lineages.desk.rubric; there are asksJudge
            {"rubrics": {"user": "1"}}                       | rubrics.user must be a number, was "1"
            {"majorityVotes": 2.5}                           | majorityVotes must be a whole number, was 2.5
            {"asksJudge": 1}                                 | asksJudge must be true or false, was 1
            {"feedbackGraceMs": 0}                           | score.feedbackGraceMs must be between 1 and 2592000000 (30 days), was 0
            {"groupGraceMs": 1.5}                            | groupGraceMs must be a whole number, was 1.5
            {"rubrics": []}                                  | rubrics must be an object, was array
            {"majorityVotes": 3, "majorityVotes": 4}         | is no JSON (Duplicate
            {"majorityFloor": 0}                             | score.majorityFloor must be in (0, 1], was 0.0
            []                                               | the file must be an object, was array
            """)
    void whatMakesNoSenseIsSaidInOneLine(String text, String complaint) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith(folder.resolve("scoring.json") + ": " + complaint)
                .hasMessageNotContaining("\n");
    }

    private ScoreConfig read(String text) throws IOException {
        Files.writeString(folder.resolve("scoring.json"), text);
        return ScoringFile.of(new DataFolder(folder));
    }
}

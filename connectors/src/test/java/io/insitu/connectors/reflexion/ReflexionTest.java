package io.insitu.connectors.reflexion;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.connectors.importing.Importer;
import io.insitu.connectors.importing.Samples;
import io.insitu.connectors.importing.Told;
import io.insitu.schemas.event.Message;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Role;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.TrajectoryEnded;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

public class ReflexionTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void aSuccessCarriedOverFromAnEarlierTrialIsNoAttempt() throws Exception {
        Told told = Samples.told(new ReflexionTrials(), second());
        assertThat(told.report.trajectories()).isEqualTo(1);
        assertThat(told.bodies(2, TaskStarted.class).get(0).getAttributes())
                .containsEntry("trial", "1")
                .containsEntry("lessonsBefore", "1");
        assertThat(told.bodies(2, Message.class))
                .as("what it wrote after failing now")
                .containsExactly(new Message(Role.ASSISTANT, "The left wall has a gap."));
        assertThat(told.bodies(2, TrajectoryEnded.class).get(0).getOutcome()).isEqualTo(OutcomeKind.FAILURE);
        assertThat(told.report.missing()).isEmpty();
        assertThat(told.report.refused())
                .containsExactly("maze_trial_01.json record 4: INVALID_FIELD, is_success must be true or false");
    }

    @Test
    void withoutTheTrialBeforeItIsToldAgainAndThatIsSaid() throws Exception {
        Path alone = Files.createDirectory(folder.resolve("alone"));
        Told told = Samples.told(new ReflexionTrials(), Samples.copy(ReflexionTest.class, "maze_trial_01.json", alone));
        assertThat(told.report.trajectories()).isEqualTo(2);
        assertThat(told.report.missing())
                .containsExactly("maze_trial_01.json: maze_trial_00.json should lie beside it; successes carried over"
                        + " from earlier trials are told again");
        Told nameless = Samples.told(
                new ReflexionTrials(), Files.copy(alone.resolve("maze_trial_01.json"), alone.resolve("maze.json")));
        assertThat(nameless.report.missing().get(0)).contains("does not say which trial it is");
    }

    @Test
    void trialsAreCountedFileByFile() throws Exception {
        List<String> refused = new ArrayList<>();
        String stats = new Importer(new ReflexionTrials())
                .stats(
                        List.of(Samples.copy(ReflexionTest.class, "maze_trial_00.json", folder), second()),
                        refusal -> refused.add(refusal.line()))
                .toString();
        assertThat(refused).hasSize(1);
        assertThat(JSON.readTree(stats)).isEqualTo(JSON.readTree("""
                {"envs": 3, "trials": 2, "successes_by_trial": [1, 2], "memories_by_trial": [1, 2]}"""));
    }

    @Test
    void aProgramComesAfterItsLessonsAndWithoutTheReferenceSolution() throws Exception {
        Told told = Samples.told(new ReflexionCode(), Samples.copy(ReflexionTest.class, "sums.jsonl", folder));
        assertThat(told.bodies(1, Message.class))
                .extracting(Message::getContent)
                .containsExactly("def add(a, b):", "I had subtracted.", "I had multiplied.", "    return a + b");
        assertThat(told.events.toString()).doesNotContain("secret");
        assertThat(told.bodies(2, TrajectoryEnded.class).get(0).getOutcome()).isEqualTo(OutcomeKind.FAILURE);
        assertThat(told.report.refused())
                .containsExactly("sums.jsonl record 3: INVALID_FIELD, is_solved must be true or false");
    }

    private Path second() throws Exception {
        Samples.copy(ReflexionTest.class, "maze_trial_00.json", folder);
        return Samples.copy(ReflexionTest.class, "maze_trial_01.json", folder);
    }
}

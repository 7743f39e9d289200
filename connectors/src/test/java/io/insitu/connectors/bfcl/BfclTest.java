package io.insitu.connectors.bfcl;

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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

public class BfclTest {
    @TempDir
    Path folder;

    @Test
    void aTaskIsAnAttemptNobodyMadeWithTheAnswerForVerifiers() throws Exception {
        Told told = Samples.told(new Bfcl(), tasks());
        TaskStarted single = told.bodies(1, TaskStarted.class).get(0);
        assertThat(single.getTaskId()).isEqualTo("single_0");
        assertThat(single.getInstruction()).isEqualTo("Boil two eggs.");
        assertThat(single.getToolsOffered()).containsExactly("boil", "fry");
        assertThat(single.getAttributes()).containsEntry("expected.answers", "[[{\"boil\":{\"eggs\":[2,\"two\"]}}]]");
        assertThat(told.bodies(1, Message.class))
                .containsExactly(new Message(Role.SYSTEM, "You cook."), new Message(Role.USER, "Boil two eggs."));
        assertThat(told.bodies(1, TrajectoryEnded.class).get(0).getOutcome()).isEqualTo(OutcomeKind.UNKNOWN);
    }

    @Test
    void severalTurnsHaveAnAnswerEachAndTheFunctionsOfTheirSystems() throws Exception {
        TaskStarted multi =
                Samples.told(new Bfcl(), tasks()).bodies(3, TaskStarted.class).get(0);
        assertThat(multi.getAttributes())
                .containsEntry("expected.answers", "[[\"add(1,2)\"],[],[\"add(3,4)\",\"add(7,0)\"]]");
        assertThat(multi.getToolsOffered()).as("without the excluded one").containsExactly("add");
    }

    @Test
    void whereNoFunctionHelpsNoCallIsRight() throws Exception {
        TaskStarted love =
                Samples.told(new Bfcl(), tasks()).bodies(4, TaskStarted.class).get(0);
        assertThat(love.getAttributes()).containsEntry("expected.answers", "[[]]");
    }

    @Test
    void whatIsMissingBesideTheTasksIsSaid() throws Exception {
        Told told = Samples.told(new Bfcl(), tasks());
        assertThat(told.report.missing()).hasSize(2);
        assertThat(told.report.missing().get(0))
                .contains("kitchen.json: there are tasks without an answer", "possible_answer")
                .doesNotContain("not there");
        assertThat(told.report.missing().get(1)).contains("the functions of Oven are not known");
        Path alone = Samples.copy(BfclTest.class, "kitchen.json", Files.createDirectory(folder.resolve("alone")));
        assertThat(Samples.told(new Bfcl(), alone).report.missing().get(0)).contains("which is not there");
    }

    @Test
    void theSampleIsCountedAsByHandWithoutTheTaskThatIsNone() throws Exception {
        String stats = new Importer(new Bfcl())
                .stats(
                        List.of(tasks()),
                        refusal -> assertThat(refusal.line())
                                .isEqualTo("kitchen.json record 5: INVALID_FIELD, question must be an array of turns"))
                .toString();
        assertThat(new ObjectMapper().readTree(stats))
                .isEqualTo(new ObjectMapper()
                        .readTree("{\"tasks\":4,\"turns\":6,\"answers\":2,\"ground_truth_calls\":4,\"functions\":4}"));
    }

    private Path tasks() throws Exception {
        Samples.copy(BfclTest.class, "possible_answer/kitchen.json", folder);
        Samples.copy(BfclTest.class, "multi_turn_func_doc/math_api.json", folder);
        return Samples.copy(BfclTest.class, "kitchen.json", folder);
    }
}

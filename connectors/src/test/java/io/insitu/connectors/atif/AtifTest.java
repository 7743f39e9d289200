package io.insitu.connectors.atif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.connectors.importing.Samples;
import io.insitu.connectors.importing.Told;
import io.insitu.schemas.event.Generation;
import io.insitu.schemas.event.Message;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.ToolCall;
import io.insitu.schemas.event.ToolResult;
import io.insitu.schemas.event.TrajectoryEnded;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

public class AtifTest {
    @TempDir
    Path folder;

    @Test
    void aCallWithTokensGoesOnWhereTheOneBeforeEnded() throws Exception {
        Told told = told();
        List<Generation> generations = told.bodies(1, Generation.class);
        assertThat(generations)
                .extracting(Generation::getText, Generation::getPromptTokens, Generation::getTokens)
                .containsExactly(
                        tuple("Watering.", List.of(1, 2, 3), List.of(4, 5)), tuple("Done.", List.of(6, 7), List.of(8)));
        assertThat(generations.get(0).getLogProbs()).containsExactly(-0.5f, -0.25f);
        assertThat(generations.get(1).getLogProbs()).isEmpty();
        assertThat(told.bodies(1, Message.class))
                .as("the last call's prompt is another conversation's")
                .extracting(Message::getContent)
                .containsExactly("You garden.", "Water the roses.", "It rains.", "Again.");
    }

    @Test
    void callsAndWhatTheyShowedAreSteps() throws Exception {
        Told told = told();
        assertThat(told.bodies(1, ToolCall.class)).containsExactly(new ToolCall("c1", "water", "{\"bed\":3}"));
        assertThat(told.bodies(1, ToolResult.class))
                .extracting(ToolResult::getTool, ToolResult::getContent)
                .containsExactly(tuple("water", "wet"));
        assertThat(told.bodies(1, TaskStarted.class).get(0).getToolsOffered()).containsExactly("water");
        assertThat(told.bodies(1, TrajectoryEnded.class).get(0).getOutcome()).isEqualTo(OutcomeKind.UNKNOWN);
    }

    @Test
    void theVerifiersRewardInTheTrialsFolderIsTheOutcome() throws Exception {
        Files.createDirectories(folder.resolve("verifier"));
        Samples.write(folder.resolve("verifier"), "reward.txt", "1.0\n");
        Path agent = Files.createDirectories(folder.resolve("agent"));
        Told told = Samples.told(new Atif(), Samples.copy(AtifTest.class, "trajectory.json", agent));
        assertThat(told.bodies(1, TrajectoryEnded.class).get(0).getOutcome()).isEqualTo(OutcomeKind.SUCCESS);
        Samples.write(folder.resolve("verifier"), "reward.txt", "much");
        assertThat(Samples.told(new Atif(), agent.resolve("trajectory.json"))
                        .bodies(1, TrajectoryEnded.class)
                        .get(0)
                        .getOutcome())
                .isEqualTo(OutcomeKind.UNKNOWN);
    }

    @Test
    void whatIsNoTrajectoryIsRefused() throws Exception {
        Path file = Samples.write(folder, "x.jsonl", """
                {"schema_version": "ATIF-v2.0", "steps": []}
                {"schema_version": "ATIF-v1.4", "steps": [{"message": "?"}]}
                {"schema_version": "ATIF-v1.4", "steps": [], "extra": {"reward": 0.0}}
                """);
        Told told = Samples.told(new Atif(), file);
        assertThat(told.report.refused())
                .containsExactly(
                        "x.jsonl record 1: INVALID_FIELD, schema_version 'ATIF-v2.0' is not known; known: ATIF-v1.x",
                        "x.jsonl record 2: INVALID_FIELD, steps[0].source is missing");
        assertThat(told.bodies(3, TrajectoryEnded.class).get(0).getOutcome()).isEqualTo(OutcomeKind.FAILURE);
    }

    @Test
    void theSampleIsCountedAsByHand() throws Exception {
        String stats = Samples.stats(new Atif(), Samples.copy(AtifTest.class, "trajectory.json", folder));
        assertThat(new ObjectMapper().readTree(stats)).isEqualTo(new ObjectMapper().readTree("""
                {"trajectories": 1, "steps": 6, "steps_by_source": {"agent": 3, "system": 1, "user": 2}, "tool_calls": 1,
                 "tool_calls_by_name": {"water": 1}, "observation_results": 2, "prompt_tokens": 10,
                 "completion_tokens": 3, "cost_usd": 0.5}"""));
    }

    private Told told() throws Exception {
        Path alone = Files.createDirectories(folder.resolve("alone/agent"));
        return Samples.told(new Atif(), Samples.copy(AtifTest.class, "trajectory.json", alone));
    }
}

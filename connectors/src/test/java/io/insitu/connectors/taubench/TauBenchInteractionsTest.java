package io.insitu.connectors.taubench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.insitu.connectors.importing.ImportReport;
import io.insitu.connectors.importing.ImportTarget;
import io.insitu.connectors.importing.Importer;
import io.insitu.connectors.importing.Told;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.Message;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Role;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.ToolCall;
import io.insitu.schemas.event.ToolResult;
import io.insitu.schemas.event.ToolStatus;
import io.insitu.schemas.event.TrajectoryEnded;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TauBenchInteractionsTest {
    private static final ImportTarget TARGET = new ImportTarget("library", 5_000);

    @TempDir
    Path folder;

    @Test
    void aRunIsToldAsItsAgentWouldHaveToldIt() throws Exception {
        Told told = told("library.json");
        List<Interaction> first = told.trajectory(1);
        assertThat(first)
                .extracting(event -> event.getBody().getClass().getSimpleName())
                .containsExactly(
                        "TaskStarted",
                        "Message",
                        "Message",
                        "ToolCall",
                        "ToolResult",
                        "Message",
                        "Message",
                        "TrajectoryEnded");
        for (int seq = 0; seq < first.size(); seq++) {
            assertThat(first.get(seq).getSeq()).isEqualTo(seq);
            assertThat(first.get(seq).getEventId()).isEqualTo(first.get(seq).getTrajectoryId() + "#" + seq);
            assertThat(first.get(seq).getAtMs()).isEqualTo(5_000);
            assertThat(first.get(seq).getLineage()).isEqualTo("library");
        }
        assertThat((ToolCall) first.get(3).getBody())
                .isEqualTo(new ToolCall("call-1", "find_book", "{\"title\": \"red\"}"));
        TrajectoryEnded end = (TrajectoryEnded) first.get(7).getBody();
        assertThat(end.getOutcome()).isEqualTo(OutcomeKind.SUCCESS);
        assertThat(end.getReward()).isEqualTo(1);
    }

    @Test
    void theLearnerSeesWhatTheAgentSawAndNotTheScriptOfTheUser() throws Exception {
        Told told = told("library.json");
        assertThat(told.events.toString()).doesNotContain("friday");
        TaskStarted started = (TaskStarted) told.events.get(0).getBody();
        assertThat(started.getInstruction()).isEqualTo("May I keep the red book?");
        assertThat(started.getTaskId()).isEqualTo("0");
        assertThat(started.getGroupSize()).as("trials of the task").isEqualTo(2);
    }

    @Test
    void aRefusedCallIsAnErrorAndAStrangeSpeakerHasNoRole() throws Exception {
        List<Interaction> second = told("library.json").trajectory(2);
        assertThat(second)
                .filteredOn(event -> event.getBody() instanceof ToolResult)
                .extracting(event -> ((ToolResult) event.getBody()).getStatus())
                .containsExactly(ToolStatus.ERROR);
        assertThat(second)
                .filteredOn(event -> event.getBody() instanceof Message)
                .extracting(event -> ((Message) event.getBody()).getRole())
                .containsExactly(Role.USER, Role.ASSISTANT, Role.UNKNOWN);
    }

    @Test
    void aBrokenWorldIsNotAFailure() throws Exception {
        List<Interaction> third = told("library.json").trajectory(3);
        assertThat(third).hasSize(2);
        TrajectoryEnded end = (TrajectoryEnded) third.get(1).getBody();
        assertThat(end.getOutcome()).isEqualTo(OutcomeKind.INFRASTRUCTURE);
        assertThat(end.getDetail()).isEqualTo("connection reset");
    }

    @Test
    void aRunThatNobodyJudgedIsNoFailureEither() throws Exception {
        Path file = folder.resolve("library.json");
        Files.writeString(file, """
                {"task_id": 3, "reward": 0.0, "info": {"task": {"actions": []}, "reward_info": null},
                 "traj": [{"role": "user", "content": "hello"}]}""");
        Told told = new Told();
        new Importer(new TauBench()).interactions(file, TARGET, told);
        assertThat(told.bodies(1, TrajectoryEnded.class))
                .extracting(TrajectoryEnded::getOutcome, TrajectoryEnded::getDetail)
                .containsExactly(
                        tuple(OutcomeKind.INFRASTRUCTURE, "stopped by its step budget, before anybody judged it"));
    }

    @Test
    void whatARightRunDoesIsToldToVerifiers() throws Exception {
        Path file = folder.resolve("library.json");
        Files.writeString(file, """
                {"task_id": 3, "reward": 1.0, "info": {
                  "task": {"actions": [{"name": "renew", "kwargs": {"book": "red"}}, {"name": "think"}], "outputs": ["monday"]},
                  "reward_info": {"info": {"gt_data_hash": "ab12"}}}, "traj": []}""");
        Told told = new Told();
        new Importer(new TauBench()).interactions(file, TARGET, told);
        assertThat(told.bodies(1, TaskStarted.class).get(0).getAttributes())
                .containsEntry(
                        "expected.actions",
                        "[{\"name\":\"renew\",\"arguments\":{\"book\":\"red\"}},{\"name\":\"think\",\"arguments\":{}}]")
                .containsEntry("expected.outputs", "[\"monday\"]")
                .containsEntry("expected.state", "ab12");
    }

    @Test
    void theSameFileGivesTheSameIdsAndAnotherFileOthers() throws Exception {
        assertThat(told("library.json").events).isEqualTo(told("library.json").events);
        Told changed = new Told();
        Path file = folder.resolve("library.json");
        Files.writeString(file, Library.text().replace("monday", "sunday"));
        new Importer(new TauBench()).interactions(file, TARGET, changed);
        assertThat(changed.events.get(0).getTrajectoryId())
                .isNotEqualTo(told("library.json").events.get(0).getTrajectoryId());
    }

    @Test
    void whatTheLogDidNotTakeIsCounted() throws Exception {
        Path file = folder.resolve("library.json");
        Files.writeString(file, Library.text());
        Told full = new Told();
        full.room = 9;
        ImportReport report = new Importer(new TauBench()).interactions(file, TARGET, full);
        assertThat(report.trajectories()).isEqualTo(1);
        assertThat(report.events()).isEqualTo(9);
        assertThat(report.notTaken()).isEqualTo(8);
    }

    private Told told(String name) throws Exception {
        Path file = folder.resolve(name);
        Files.writeString(file, Library.text());
        Told told = new Told();
        new Importer(new TauBench()).interactions(file, TARGET, told);
        return told;
    }
}

package io.insitu.ops.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.connectors.desk.WorldFile;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.Message;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Role;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.TrajectoryEnded;
import io.insitu.schemas.registry.EmbeddedRegistry;
import io.insitu.schemas.serde.AvroSerdes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A run that was killed goes on where it stopped: which episodes are left, and under which name each is begun again. */
class EarlierWorkTest {
    static {
        new AvroSerdes(EmbeddedRegistry.inMemory())
                .of(Topics.INTERACTIONS); // lets Avro build defaults of our own types
    }

    private final RunPlan plan = new RunPlan(
            WorldFile.shipped("parcels"), new RunSettings("parcels", "", 1, 4, List.of("all", "frozen"), 8));
    private final EarlierWork work = new EarlierWork();

    @Test
    void aNewRunHasEverythingBeforeIt() {
        assertThat(work.left(plan, Arm.ALL)).isEqualTo(Map.of(0, 0, 1, 0, 2, 0, 3, 0));
        assertThat(work.attempts()).isZero();
    }

    @Test
    void whatEndedIsNotDoneAgain() {
        start(Arm.ALL, 0, 0);
        end(Arm.ALL, 0, 0);
        assertThat(work.left(plan, Arm.ALL)).isEqualTo(Map.of(1, 0, 2, 0, 3, 0));
        assertThat(work.left(plan, Arm.FROZEN)).as("another arm").hasSize(4);
    }

    @Test
    void whatWasBegunAndNotEndedIsBegunAgainUnderANameOfItsOwn() {
        start(Arm.ALL, 1, 0);
        say(Arm.ALL, 1, 0);
        assertThat(work.left(plan, Arm.ALL)).containsEntry(1, 1);
        start(Arm.ALL, 1, 1);
        assertThat(work.left(plan, Arm.ALL)).as("killed again").containsEntry(1, 2);
        assertThat(List.of(0, 1, 2))
                .extracting(restart -> plan.attempt(Arm.ALL, 1, restart).trajectoryId())
                .doesNotHaveDuplicates();
        assertThat(work.attempts()).isEqualTo(2);
    }

    @Test
    void anEpisodeIsDoneWhenAnyOfItsStartsEnded() {
        start(Arm.ALL, 2, 0);
        start(Arm.ALL, 2, 1);
        end(Arm.ALL, 2, 1);
        assertThat(work.left(plan, Arm.ALL)).doesNotContainKey(2);
    }

    @Test
    void theOrderInWhichTheLogIsReadChangesNothing() {
        end(Arm.ALL, 3, 0);
        start(Arm.ALL, 3, 0);
        assertThat(work.left(plan, Arm.ALL)).doesNotContainKey(3);
    }

    private void start(Arm arm, int episode, int restart) {
        note(
                arm,
                episode,
                restart,
                TaskStarted.newBuilder().setTaskId("t").setInstruction("").build());
    }

    private void say(Arm arm, int episode, int restart) {
        note(
                arm,
                episode,
                restart,
                Message.newBuilder().setRole(Role.USER).setContent("?").build());
    }

    private void end(Arm arm, int episode, int restart) {
        note(
                arm,
                episode,
                restart,
                TrajectoryEnded.newBuilder().setOutcome(OutcomeKind.SUCCESS).build());
    }

    private void note(Arm arm, int episode, int restart, Object body) {
        String id = plan.attempt(arm, episode, restart).trajectoryId();
        work.note(Interaction.newBuilder()
                .setEventId(id + "#" + body.getClass().getSimpleName())
                .setTrajectoryId(id)
                .setLineage(arm.lineage())
                .setSeq(0)
                .setAtMs(1)
                .setBody(body)
                .build());
    }
}

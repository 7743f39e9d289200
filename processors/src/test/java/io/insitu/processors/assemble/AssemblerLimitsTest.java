package io.insitu.processors.assemble;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.Facts;
import io.insitu.processors.MapMemory;
import io.insitu.processors.assemble.Assembled.Closed;
import io.insitu.schemas.event.CloseReason;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.Message;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Role;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.Tick;
import io.insitu.schemas.event.Trajectory;
import io.insitu.schemas.event.TrajectoryEnded;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** What gives way when there are more attempts than may be open, or remembered. */
class AssemblerLimitsTest {
    private static final long START_MS = 1_700_000_000_000L;
    private static final AssembleConfig TWO =
            new AssembleConfig(120_000, 15_000, 3_600_000, 600_000, 512, 768 * 1024, 2, 2);

    private final MapMemory.All memories = new MapMemory.All();
    private final Assembler assembler = new Assembler(TWO, memories);

    @Test
    void beyondTheLimitOfOpenAttemptsTheOneThatWaitedLongestIsClosed() {
        assertThat(give(tick(0), start("a"), tick(1_000), start("b"), tick(2_000)))
                .isEmpty();
        List<Assembled> third = give(start("c"));
        assertThat(third)
                .last()
                .isInstanceOfSatisfying(
                        Assembled.Full.class,
                        full -> assertThat(full.detail())
                                .startsWith("2 trajectories are open and there is room for no more"));
        assertThat(closed(third)).singleElement().satisfies(attempt -> {
            assertThat(attempt.getTrajectoryId()).isEqualTo("a");
            assertThat(attempt.getClosed()).isEqualTo(CloseReason.IDLE);
            assertThat(attempt.getOutcome()).isEqualTo(OutcomeKind.UNKNOWN);
        });
        assertThat(closed(give(end("b"), end("c"))))
                .as("the others go on")
                .extracting(Trajectory::getTrajectoryId)
                .containsExactly("b", "c");
    }

    @Test
    void anAttemptThatEndedMakesRoom() {
        give(tick(0), start("a"), end("a"), start("b"));
        assertThat(give(start("c"))).isEmpty();
    }

    @Test
    void beyondTheLimitOfRememberedAttemptsTheOldestIsForgotten() {
        give(tick(0), start("a"), end("a"), tick(1_000), start("b"), end("b"), tick(2_000));
        assertThat(give(start("a"), end("a"))).as("remembered: a repeat").isEmpty();
        give(start("c"), end("c"));
        assertThat(memories.open(AssembleMemory.STANDINGS).entries()).containsOnlyKeys("b", "c");
        assertThat(memories.open(AssembleMemory.MARKS).entries())
                .as("two events of each")
                .hasSize(4);
        assertThat(give(start("b"), end("b"))).as("still remembered").isEmpty();
        assertThat(closed(give(start("a"), end("a"))))
                .as("forgotten: an attempt like any other")
                .extracting(Trajectory::getTrajectoryId)
                .containsExactly("a");
    }

    @Test
    void anAttemptThatIsTooLongIsClosedAndWhatStillComesLeavesNoMoreThanAsManyMarksAgain() {
        AssembleConfig short8 = new AssembleConfig(120_000, 15_000, 3_600_000, 600_000, 8, 768 * 1024, 2, 2);
        Assembler small = new Assembler(short8, memories);
        List<Assembled> result = new ArrayList<>();
        result.addAll(small.accept(start("a")));
        for (int seq = 1; seq < 50; seq++) {
            result.addAll(small.accept(event("a", seq, new Message(Role.USER, "more"))));
            assertThat(memories.open(AssembleMemory.STEPS).entries()).hasSizeLessThan(8);
        }
        assertThat(closed(result))
                .singleElement()
                .extracting(Trajectory::getClosed)
                .isEqualTo(CloseReason.SIZE);
        assertThat(memories.open(AssembleMemory.MARKS).entries()).hasSize(16);
        assertThat(result).as("each of the others leaves with its reason").hasSize(1 + 42);
    }

    @Test
    void anAttemptThatIsTooLargeIsClosed() {
        AssembleConfig light = new AssembleConfig(120_000, 15_000, 3_600_000, 600_000, 512, 1_000, 2, 2);
        Assembler small = new Assembler(light, memories);
        assertThat(small.accept(start("a"))).isEmpty();
        assertThat(small.accept(event("a", 1, new Message(Role.USER, "x".repeat(500)))))
                .isEmpty();
        assertThat(closed(small.accept(event("a", 2, new Message(Role.USER, "x".repeat(500))))))
                .singleElement()
                .extracting(Trajectory::getClosed)
                .isEqualTo(CloseReason.SIZE);
        assertThat(memories.open(AssembleMemory.STEPS).entries()).isEmpty();
    }

    @Test
    void thatALimitIsReachedIsSaidOnceAndAgainOnlyAfterThereWasRoom() {
        AssembleConfig eight = new AssembleConfig(120_000, 15_000, 3_600_000, 600_000, 512, 768 * 1024, 8, 8);
        Assembler small = new Assembler(eight, memories);
        for (int round = 0; round < 2; round++) {
            List<Assembled> result = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                result.addAll(small.accept(tick(round * 7_200_000L + i)));
                result.addAll(small.accept(start(round + "-" + i)));
            }
            assertThat(result)
                    .filteredOn(Assembled.Full.class::isInstance)
                    .extracting(one -> ((Assembled.Full) one).detail().substring(0, 12))
                    .as("round %d: of those that are open, then of those that are closed", round)
                    .containsExactly("8 trajectori", "8 closed tra");
            small.accept(tick(round * 7_200_000L + 200_000)); // all fall silent
            small.accept(tick(round * 7_200_000L + 7_000_000)); // and are forgotten
            assertThat(memories.open(AssembleMemory.STANDINGS).entries()).isEmpty();
        }
    }

    private List<Assembled> give(Interaction... events) {
        List<Assembled> result = new ArrayList<>();
        for (Interaction event : events) {
            result.addAll(assembler.accept(event));
        }
        return result;
    }

    private static List<Trajectory> closed(List<Assembled> result) {
        return result.stream()
                .filter(Closed.class::isInstance)
                .map(one -> ((Closed) one).trajectory())
                .toList();
    }

    private static Interaction start(String id) {
        return event(
                id,
                0,
                TaskStarted.newBuilder().setTaskId("t").setInstruction("refund").build());
    }

    private static Interaction end(String id) {
        return event(
                id,
                1,
                TrajectoryEnded.newBuilder().setOutcome(OutcomeKind.SUCCESS).build());
    }

    private static Interaction tick(long afterMs) {
        return event("tick", 0, Tick.newBuilder().setNowMs(START_MS + afterMs).build());
    }

    private static Interaction event(String id, int seq, SpecificRecord body) {
        return Interaction.newBuilder()
                .setEventId(id + "#" + seq)
                .setTrajectoryId(id)
                .setLineage(Facts.LINEAGE)
                .setSeq(seq)
                .setAtMs(START_MS + seq)
                .setBody(body)
                .build();
    }
}

package io.insitu.processors.assemble;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.Facts;
import io.insitu.processors.MapMemory;
import io.insitu.processors.assemble.Assembled.Closed;
import io.insitu.schemas.event.CloseReason;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.OutcomeKind;
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
        assertThat(closed(give(start("c")))).singleElement().satisfies(attempt -> {
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

    private List<Assembled> give(Interaction... events) {
        List<Assembled> result = new ArrayList<>();
        for (Interaction event : events) {
            result.addAll(assembler.accept(event));
        }
        return result;
    }

    private static List<Trajectory> closed(List<Assembled> result) {
        return result.stream().map(one -> ((Closed) one).trajectory()).toList();
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

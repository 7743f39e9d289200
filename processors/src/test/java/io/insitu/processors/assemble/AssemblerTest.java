package io.insitu.processors.assemble;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.MapMemory;
import io.insitu.processors.assemble.Assembled.Closed;
import io.insitu.processors.assemble.Assembled.Late;
import io.insitu.processors.assemble.Assembled.Refused;
import io.insitu.schemas.event.CloseReason;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.Feedback;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.Message;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Role;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.Tick;
import io.insitu.schemas.event.TrajectoryEnded;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class AssemblerTest {
    private static final long START_MS = 1_700_000_000_000L;

    private final Assembler assembler = new Assembler(AssembleConfig.defaults(), new MapMemory.All());

    @Test
    void anAttemptIsClosedByItsEndAndRepeatsAreAbsorbed() {
        assertThat(give(start(), said(1), start(), end(2), said(1), end(2)))
                .singleElement()
                .isInstanceOfSatisfying(Closed.class, closed -> {
                    assertThat(closed.trajectory().getClosed()).isEqualTo(CloseReason.ENDED);
                    assertThat(closed.trajectory().getEventIds()).containsExactly("a#0", "a#1", "a#2");
                });
    }

    @Test
    void aRepeatWhoseAttributesCameInAnotherOrderIsARepeat() {
        // Equal hash codes: a HashMap keeps them in the order in which they came.
        assertThat(give(start("Aa", "BB"), start("BB", "Aa"))).isEmpty();
    }

    @Test
    void anEventIdWithOtherContentIsAConflict() {
        assertThat(give(start("Aa"), start("BB")))
                .singleElement()
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(DeadLetterReason.DUPLICATE_CONFLICT));
    }

    @Test
    void theOrderOfArrivalChangesNothing() {
        Assembler other = new Assembler(AssembleConfig.defaults(), new MapMemory.All());
        assertThat(give(end(2), start(), said(1)))
                .isEqualTo(List.of(start(), said(1), end(2)).stream()
                        .flatMap(event -> other.accept(event).stream())
                        .toList());
    }

    @Test
    void silenceClosesWhatCame() {
        assertThat(give(tick(0), start(), said(2), tick(119_000))).isEmpty();
        assertThat(give(tick(121_000))).singleElement().isInstanceOfSatisfying(Closed.class, closed -> {
            assertThat(closed.trajectory().getClosed()).isEqualTo(CloseReason.IDLE);
            assertThat(closed.trajectory().getOutcome()).isEqualTo(OutcomeKind.UNKNOWN);
        });
    }

    @Test
    void aTickBeyondAllTimeIsRefusedAndTimeDoesNotMove() {
        assertThat(give(tick(0), start(), tick(Long.MAX_VALUE - START_MS), said(1)))
                .singleElement()
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(DeadLetterReason.INVALID_FIELD));
    }

    @Test
    void afterTheEndOnlyFeedbackIsHeard() {
        give(start(), end(1));
        assertThat(give(said(2)))
                .singleElement()
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(DeadLetterReason.AFTER_END));
        Interaction feedback = event(
                -1,
                Feedback.newBuilder()
                        .setSource("human@1")
                        .setOutcome(OutcomeKind.FAILURE)
                        .build());
        assertThat(give(feedback, feedback)).containsExactly(new Late(feedback));
    }

    @Test
    void aClockFarAheadIsRefused() {
        Interaction ahead = event(
                3_600_000,
                Message.newBuilder().setRole(Role.USER).setContent("hello").build());
        assertThat(give(tick(0), ahead))
                .singleElement()
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(DeadLetterReason.CLOCK_IN_FUTURE));
    }

    private List<Assembled> give(Interaction... events) {
        List<Assembled> result = new ArrayList<>();
        for (Interaction event : events) {
            result.addAll(assembler.accept(event));
        }
        return result;
    }

    private static Interaction start(String... attributes) {
        Map<String, String> named = new HashMap<>();
        List.of(attributes).forEach(attribute -> named.put(attribute, "x"));
        return event(
                0,
                TaskStarted.newBuilder()
                        .setTaskId("t")
                        .setInstruction("refund")
                        .setAttributes(named)
                        .build());
    }

    private static Interaction said(int seq) {
        return event(
                seq, Message.newBuilder().setRole(Role.USER).setContent("hello").build());
    }

    private static Interaction end(int seq) {
        return event(
                seq,
                TrajectoryEnded.newBuilder().setOutcome(OutcomeKind.SUCCESS).build());
    }

    private static Interaction tick(long afterMs) {
        return event(0, Tick.newBuilder().setNowMs(START_MS + afterMs).build());
    }

    private static Interaction event(int seq, SpecificRecord body) {
        return Interaction.newBuilder()
                .setEventId("a#" + seq)
                .setTrajectoryId("a")
                .setLineage("desk")
                .setSeq(seq)
                .setAtMs(START_MS + Math.max(seq, 0))
                .setBody(body)
                .build();
    }
}

package io.insitu.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.schemas.Topics;
import io.insitu.schemas.event.DeadLetter;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.ToolCall;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A name no store could keep is refused where it comes in, never half-way, and nobody else pays for it. */
class OverlongNamesTest {
    @Test
    void anEndlessTrajectoryIdLeavesWithItsOwnReason() {
        Interaction good =
                Desk.group("desk", "task", "laptop", List.of("refund")).get(0);
        Interaction endless = Interaction.newBuilder(good)
                .setTrajectoryId("x".repeat(800_000))
                .build();
        try (Pipeline pipeline = Pipeline.fresh()) {
            List<DeadLetter> letters = pipeline.give(List.of(endless)).said(Topics.DEAD_LETTERS);
            assertThat(letters).singleElement().satisfies(letter -> {
                assertThat(letter.getReason()).isEqualTo(DeadLetterReason.INVALID_FIELD);
                assertThat(letter.getDetail())
                        .contains("trajectoryId must have at most 256 characters, had 800000", "key cut from 800000");
                assertThat(letter.getOriginTopic()).isEqualTo(Topics.INTERACTIONS.name());
                assertThat(letter.getOriginOffset()).isZero();
            });
        }
    }

    @Test
    void anEndlessToolNameIsRefusedAloneAndItsGroupIsScoredAsEver() {
        List<Interaction> log = new ArrayList<>(Desk.group("desk", "task", "laptop", List.of("refund")));
        int at = 2;
        ToolCall call = (ToolCall) log.get(at).getBody();
        ToolCall endless =
                ToolCall.newBuilder(call).setTool("x".repeat(480_000)).build();
        log.set(at, Interaction.newBuilder(log.get(at)).setBody(endless).build());
        log.add(0, Logs.tick(Logs.START_MS));
        log.add(Logs.tick(Logs.START_MS + 130_000)); // the attempt with the hole is closed by silence
        log.add(Logs.tick(Logs.START_MS + 260_000));
        try (Pipeline pipeline = Pipeline.fresh()) {
            assertThat(pipeline.give(log).said(Topics.EXPERIENCE))
                    .extracting(Experience::getTrajectory)
                    .extracting(attempt -> attempt.getTrajectoryId())
                    .containsExactlyInAnyOrder("desk:task:0", "desk:task:1", "desk:task:2", "desk:task:3");
            assertThat(pipeline.said(Topics.DEAD_LETTERS)).singleElement().satisfies(letter -> {
                assertThat(letter.getReason()).isEqualTo(DeadLetterReason.INVALID_FIELD);
                assertThat(letter.getDetail()).contains("tool must have at most 256 characters, had 480000");
                assertThat(letter.getOriginOffset()).isEqualTo(at + 1);
            });
        }
    }
}

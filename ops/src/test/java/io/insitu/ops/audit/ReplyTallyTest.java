package io.insitu.ops.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.ops.audit.ReplyTally.Worker;
import io.insitu.schemas.event.DistillationRequest;
import io.insitu.schemas.event.EvaluationRequest;
import io.insitu.schemas.event.JudgeRequest;
import io.insitu.schemas.event.Request;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplyTallyTest {
    /** The worker has dealt with offsets 0 to 4; an answer may take 100 ms. */
    private final ReplyTally tally = new ReplyTally(Map.of(
            EvaluationRequest.class, new Worker(Map.of(0, 5L), 100),
            JudgeRequest.class, new Worker(Map.of(0, 2L), Worker.NO_DEADLINE),
            DistillationRequest.class, new Worker(Map.of(), Worker.NO_DEADLINE)));

    @Test
    void aQuestionWithOneAnswerIsSound() {
        tally.asked(Told.evaluation("q", 1_000), Told.at(0));
        tally.answered("q");

        assertThat(tally.replies()).isEqualTo(new Tally("replies", 1, 0, 0, 0));
    }

    @Test
    void anAnswerGivenTwiceIsTwice() {
        tally.asked(Told.evaluation("q", 1_000), Told.at(0));
        tally.answered("q");
        tally.answered("q");

        assertThat(tally.replies().twice()).isEqualTo(1);
    }

    @Test
    void aQuestionThatWorkerPassedWithoutAnAnswerIsLost() {
        tally.asked(Told.evaluation("q", 1_000), Told.at(4));

        assertThat(tally.replies()).isEqualTo(new Tally("replies", 0, 0, 1, 0));
    }

    @Test
    void aQuestionTheWorkerHasNotReachedIsOpenUntilItsDeadline() {
        tally.asked(Told.evaluation("q", 1_000), Told.at(5));
        tally.timePassed(1_100);
        assertThat(tally.replies()).isEqualTo(new Tally("replies", 0, 0, 0, 1));

        tally.timePassed(1_101);
        assertThat(tally.replies()).isEqualTo(new Tally("replies", 0, 0, 1, 0));
    }

    @Test
    void whereNoWorkerEverTookPartNobodyOwesAnAnswer() {
        ReplyTally without = new ReplyTally(Map.of(EvaluationRequest.class, new Worker(Map.of(), 100)));
        without.asked(Told.evaluation("q", 1_000), Told.at(0));
        without.timePassed(1_000_000);

        assertThat(without.replies()).isEqualTo(new Tally("replies", 0, 0, 0, 1));
    }

    /** A judge has a position of its own, and all the time it needs; where no distiller ever worked, none is late. */
    @Test
    void whatAJudgeAndADistillerAreAskedIsCountedByTheirOwnPositions() {
        tally.asked(asked("passed", new JudgeRequest("a", "right?", "text")), Told.at(1));
        tally.asked(asked("before it", new JudgeRequest("b", "right?", "text")), Told.at(4));
        tally.asked(asked("answered", new JudgeRequest("c", "right?", "text")), Told.at(0));
        tally.asked(asked("nobody's", new DistillationRequest("g", List.of("well", "badly"))), Told.at(0));
        tally.answered("answered");
        tally.timePassed(1_000_000_000);

        assertThat(tally.requests()).isEqualTo(new Tally("requests", 4, 0, 0, 0));
        assertThat(tally.replies()).isEqualTo(new Tally("replies", 1, 0, 1, 2));
    }

    private static Request asked(String id, Object body) {
        return new Request(id, "desk", 1_000L, body, List.of());
    }

    @Test
    void aQuestionAskedTwiceIsTwice() {
        tally.asked(Told.evaluation("q", 1_000), Told.at(0));
        tally.asked(Told.evaluation("q", 1_000), Told.at(1));

        assertThat(tally.requests()).isEqualTo(new Tally("requests", 1, 1, 0, 0));
    }
}

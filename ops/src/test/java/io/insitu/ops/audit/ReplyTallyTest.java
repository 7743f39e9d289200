package io.insitu.ops.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplyTallyTest {
    /** The worker has dealt with offsets 0 to 4; an answer may take 100 ms. */
    private final ReplyTally tally = new ReplyTally(Map.of(0, 5L), 100);

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
        ReplyTally without = new ReplyTally(Map.of(), 100);
        without.asked(Told.evaluation("q", 1_000), Told.at(0));
        without.timePassed(1_000_000);

        assertThat(without.replies()).isEqualTo(new Tally("replies", 0, 0, 0, 1));
    }

    @Test
    void aQuestionAskedTwiceIsTwice() {
        tally.asked(Told.evaluation("q", 1_000), Told.at(0));
        tally.asked(Told.evaluation("q", 1_000), Told.at(1));

        assertThat(tally.requests()).isEqualTo(new Tally("requests", 1, 1, 0, 0));
    }
}

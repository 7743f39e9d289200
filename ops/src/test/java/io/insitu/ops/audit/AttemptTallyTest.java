package io.insitu.ops.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AttemptTallyTest {
    private final AttemptTally tally = new AttemptTally();

    @Test
    void aWholeAttemptInTheJournalIsSound() {
        log("a", 0, 1, 2);
        tally.trajectory("a", Told.eventIds("a", 3));

        assertThat(tally.events()).isEqualTo(new Tally("events", 3, 0, 0, 0));
        assertThat(tally.trajectories()).isEqualTo(new Tally("trajectories", 1, 0, 0, 0));
    }

    @Test
    void anEventMissingBeforeTheEndIsLost() {
        log("a", 0, 2);

        assertThat(tally.events().lost()).isEqualTo(1);
        assertThat(tally.events().sound()).isFalse();
    }

    @Test
    void anEventThatStandsTwiceOnTheLogIsTwice() {
        log("a", 0, 1, 1, 2);
        tally.trajectory("a", Told.eventIds("a", 3));

        assertThat(tally.events()).isEqualTo(new Tally("events", 3, 1, 0, 0));
        assertThat(tally.events().sound()).isFalse();
    }

    @Test
    void anEventThatItsTrajectoryDoesNotNameIsLost() {
        log("a", 0, 1, 2);
        tally.trajectory("a", Told.eventIds("a", 2));

        assertThat(tally.events().lost()).isEqualTo(1);
    }

    @Test
    void anEventWithALetterOrAsLateFeedbackIsNotLost() {
        log("a", 0, 1, 2);
        tally.trajectory("a", Told.eventIds("a", 1));
        tally.letterAbout(Told.at(1));
        tally.lateFeedback("a#2");

        assertThat(tally.events().lost()).isZero();
    }

    @Test
    void anEndedAttemptThatIsNotInTheJournalIsLost() {
        log("a", 0, 1, 2);

        assertThat(tally.trajectories()).isEqualTo(new Tally("trajectories", 0, 0, 1, 0));
    }

    @Test
    void anAttemptWithoutItsEndIsOpen() {
        log("a", 0, 1);

        assertThat(tally.events()).isEqualTo(new Tally("events", 2, 0, 0, 2));
        assertThat(tally.trajectories()).isEqualTo(new Tally("trajectories", 0, 0, 0, 1));
    }

    @Test
    void anAttemptWhoseEveryEventWasRefusedIsNoTrajectory() {
        log("a", 0, 1, 2);
        tally.letterAbout("a#0");
        tally.letterAbout("a#1");
        tally.letterAbout(Told.at(2));

        assertThat(tally.trajectories()).isEqualTo(new Tally("trajectories", 0, 0, 0, 0));
    }

    @Test
    void aTrajectoryThatStandsTwiceInTheJournalIsTwice() {
        log("a", 0, 1, 2);
        tally.trajectory("a", Told.eventIds("a", 3));
        tally.trajectory("a", Told.eventIds("a", 3));

        assertThat(tally.trajectories().twice()).isEqualTo(1);
    }

    /** Events of an attempt that ends at 2, each at the offset of its seq. */
    private void log(String id, int... seqs) {
        for (int seq : seqs) {
            tally.event(Told.event(id, seq, 2), Told.at(seq));
        }
    }
}

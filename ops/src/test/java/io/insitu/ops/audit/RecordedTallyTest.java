package io.insitu.ops.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.intake.RecordedFacts;
import io.insitu.schemas.event.AdapterStatus;
import io.insitu.schemas.event.Control;
import io.insitu.schemas.event.Pause;
import org.junit.jupiter.api.Test;

class RecordedTallyTest {
    private final RecordedTally tally = new RecordedTally();
    private final Control pause = Told.command("pause", new Pause(""));

    @Test
    void aFactInTheJournalAsOftenAsItWasSaidIsSound() {
        said(0);
        entered();

        assertThat(tally.recorded()).isEqualTo(new Tally("recorded facts", 1, 0, 0, 0));
    }

    @Test
    void aFactThatIsNotInTheJournalIsLost() {
        said(0);

        assertThat(tally.recorded().lost()).isEqualTo(1);
    }

    @Test
    void aFactSaidOnceAndEnteredTwiceIsTwice() {
        said(0);
        entered();
        entered();

        assertThat(tally.recorded().twice()).isEqualTo(1);
    }

    @Test
    void aRefusedFactAndADecisionOfTheGateAreNotAwaited() {
        tally.letterAbout(Told.at(0));
        said(0);
        tally.said(Told.adapter("a", "batch", AdapterStatus.LIVE), Told.at(1));

        assertThat(tally.recorded().lost()).isZero();
    }

    private void said(long offset) {
        tally.said(pause, Told.at(offset));
    }

    private void entered() {
        tally.entry(RecordedFacts.entry(pause).orElseThrow());
    }
}

package io.insitu.ops.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.gate.GateState;
import io.insitu.processors.gate.Outcomes;
import io.insitu.schemas.event.AdapterStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdapterTallyTest {
    /** The trainer has dealt with offsets 0 to 4. */
    private final AdapterTally tally = new AdapterTally(Map.of(0, 5L), new Faculties());

    @Test
    void aBatchWithOneCandidateAndItsVerdictIsSound() {
        tally.batch(Told.batch("b"), Told.at(0));
        tally.adapter(Told.adapter("a", "b", AdapterStatus.CANDIDATE));
        tally.adapter(Told.adapter("a", "b", AdapterStatus.CANARY));
        tally.adapter(Told.adapter("a", "b", AdapterStatus.LIVE));

        assertThat(tally.batches()).isEqualTo(new Tally("batches", 1, 0, 0, 0));
        assertThat(tally.candidates()).isEqualTo(new Tally("candidates", 1, 0, 0, 0));
        assertThat(tally.verdicts()).isEqualTo(new Tally("verdicts", 2, 0, 0, 0));
    }

    @Test
    void aBatchTheTrainerPassedWithoutCandidateOrLetterIsLost() {
        tally.batch(Told.batch("passed"), Told.at(0));
        tally.batch(Told.batch("refused"), Told.at(1));
        tally.batch(Told.batch("to come"), Told.at(5));
        tally.letterAbout(Told.at(1));

        assertThat(tally.batches()).isEqualTo(new Tally("batches", 3, 0, 1, 1));
    }

    @Test
    void twoCandidatesOfOneBatchAreOneTooMany() {
        tally.batch(Told.batch("b"), Told.at(0));
        tally.adapter(Told.adapter("a", "b", AdapterStatus.CANDIDATE));
        tally.adapter(Told.adapter("a", "b", AdapterStatus.CANDIDATE));

        assertThat(tally.candidates().twice()).isEqualTo(1);
    }

    @Test
    void aBatchWrittenTwiceIsTwice() {
        tally.batch(Told.batch("b"), Told.at(0));
        tally.batch(Told.batch("b"), Told.at(1));

        assertThat(tally.batches().twice()).isEqualTo(1);
    }

    @Test
    void aCandidateWithoutVerdictIsLostUnlessTheGateHasItInHand() {
        for (String id : List.of("waiting", "examined", "loading", "forgotten")) {
            tally.adapter(Told.adapter(id, "batch of " + id, AdapterStatus.CANDIDATE));
        }
        tally.adapter(Told.adapter("loading", "batch of loading", AdapterStatus.CANARY));
        tally.gate(
                Told.LINEAGE,
                new GateState(
                        "",
                        List.of("waiting"),
                        new GateState.Examination("examined", "request", List.of(), 1, 1_000),
                        new GateState.Rollout("loading", List.of(), 1_000, 0),
                        null,
                        new Outcomes(0, 0),
                        List.of()));

        assertThat(tally.candidates()).isEqualTo(new Tally("candidates", 4, 0, 1, 3));
    }

    @Test
    void aVerdictGivenTwiceIsTwice() {
        tally.adapter(Told.adapter("a", "b", AdapterStatus.LIVE));
        tally.adapter(Told.adapter("a", "b", AdapterStatus.LIVE));

        assertThat(tally.verdicts().twice()).isEqualTo(1);
    }
}

package io.insitu.processors.distil;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.Keys;
import io.insitu.processors.MapMemory;
import io.insitu.processors.distil.WatchedPractice.Pair;
import io.insitu.schemas.event.EntryStatus;
import io.insitu.schemas.event.Evidence;
import io.insitu.schemas.event.Principle;
import io.insitu.schemas.event.Utility;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is kept beside the table of standings says what the table says. */
class StandingsTest {
    private static final String LINEAGE = "desk";

    private final MapMemory<Standing> memory = new MapMemory.All().open(DistilMemory.STANDINGS);
    private final PracticeConfig config = PracticeConfig.defaults();
    private final Standings standings = new Standings(memory, config);

    @Test
    void followsWhatIsCorrected() {
        for (int i = 0; i < 9; i++) {
            memory.put(Keys.of(LINEAGE, Keys.number(i)), standing("p" + i, i));
        }
        assertThat(standings.enoughToHold(LINEAGE)).isInfinite();
        assertThat(standings.enoughToExcept(LINEAGE)).isInfinite();
        for (int wins : new int[] {14, 9, 7, 0}) {
            int[] place = {0};
            standings.correct(LINEAGE, before -> standing(before.principleId(), place[0]++ % 3 == 0 ? 1 : wins));
            Standings anew = new Standings(memory, config);
            assertThat(standings.enoughToHold(LINEAGE)).isEqualTo(anew.enoughToHold(LINEAGE));
            assertThat(standings.enoughToExcept(LINEAGE)).isEqualTo(anew.enoughToExcept(LINEAGE));
            assertThat(Double.isFinite(standings.enoughToHold(LINEAGE))).isEqualTo(wins > 0);
            assertThat(Double.isFinite(standings.enoughToExcept(LINEAGE))).isEqualTo(wins > 0);
        }
    }

    @Test
    void eachPrincipleTakesThePlaceOfTheOneThatWasThereAndSoManyPlacesThereAre() {
        Standings few = new Standings(memory, new PracticeConfig(0.1, 0.05, 48, 96, 48, 8, 8, 0.02));
        for (int i = 0; i < 200; i++) {
            few.begin(principle("principle " + i));
        }
        assertThat(memory.entries()).hasSize(8);
        assertThat(few.of(principle("principle 199"))).isNotNull();
        assertThat(memory.entries().values().stream()
                        .mapToInt(Standing::earlier)
                        .sum())
                .as("those that were tested before are counted")
                .isEqualTo(200 - 8);
    }

    private static Principle principle(String id) {
        return Principle.newBuilder()
                .setId(id)
                .setLineage(LINEAGE)
                .setConditions(List.of("refund"))
                .setAction("credit")
                .setStatement("")
                .setExplanation("")
                .setExamples(List.of())
                .setEvidence(new Evidence(0, 0, 0, 0, 1.0, List.of()))
                .setUtility(new Utility(0.0, 0, 0, 0, 0, 0, 0, 0.0))
                .setStatus(EntryStatus.CANDIDATE)
                .setRevision(1)
                .setReason("")
                .setUpdatedMs(1)
                .setCauses(List.of())
                .setSource("contrast")
                .setExceptions(List.of())
                .build();
    }

    /** Of a principle that won so many pairs, with a doubt that won as many. */
    private static Standing standing(String id, int wins) {
        List<Pair> won = new ArrayList<>();
        List<Pair> failed = new ArrayList<>();
        for (int i = 0; i < wins; i++) {
            won.add(new Pair(2 * i, 2 * i + 1, true, false));
            failed.add(new Pair(2 * i, 2 * i + 1, false, true));
        }
        Practice practice = Practice.proposed(List.of("refund"), "credit");
        return new Standing(
                id,
                new WatchedPractice(practice, "", List.of(), wins, -1, won, List.of()),
                List.of(),
                List.of(new TermDoubt("frozen", 0, failed)),
                0,
                0);
    }
}

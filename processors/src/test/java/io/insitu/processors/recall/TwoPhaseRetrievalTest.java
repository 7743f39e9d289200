package io.insitu.processors.recall;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.schemas.event.EntryStatus;
import io.insitu.schemas.event.Evidence;
import io.insitu.schemas.event.Principle;
import io.insitu.schemas.event.Utility;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TwoPhaseRetrievalTest {
    private static final Set<String> TERMS = Set.of("refund", "gold", "laptop");

    @Test
    void onlyPrinciplesWhoseConditionsTheTaskMeetsAreGiven() {
        Retrieved given = retrieve(
                0, principle("a", "credit", 0.9, "refund", "gold"), principle("b", "void", 0.9, "refund", "silver"));
        assertThat(given.usedIds()).containsExactly("a");
    }

    @Test
    void ofTwoChoicesTheMoreUsefulIsGiven() {
        Retrieved given =
                retrieve(0, principle("a", "credit", 0.4, "refund", "gold"), principle("b", "void", 0.8, "refund"));
        assertThat(given.usedIds()).containsExactly("b");
    }

    @Test
    void aWithheldEntryIsNamedButNotGiven() {
        Retrieved given = retrieve(1, principle("a", "credit", 0.9, "refund", "gold"));
        assertThat(given.principles()).isEmpty();
        assertThat(given.withheldIds()).containsExactly("a");
    }

    @Test
    void drawsAreSpreadEvenlyAndNeverChange() {
        long low = IntStream.range(0, 2_000)
                .filter(i -> TwoPhaseRetrieval.draw("t" + i, "entry") < 0.1)
                .count();
        assertThat(low).isBetween(150L, 250L);
        assertThat(TwoPhaseRetrieval.draw("t1", "e1")).isEqualTo(TwoPhaseRetrieval.draw("t1", "e1"));
    }

    private static Retrieved retrieve(double withholdRate, Principle... principles) {
        return new TwoPhaseRetrieval(new RetrievalConfig(4, 2, 0, withholdRate, withholdRate, 0.25))
                .retrieve(new TaskQuery("attempt", TERMS, Set.of()), List.of(principles), List.of());
    }

    private static Principle principle(String id, String action, double q, String... conditions) {
        return Principle.newBuilder()
                .setId(id)
                .setLineage("desk")
                .setTaxonomy("choice")
                .setConditions(List.of(conditions))
                .setAction(action)
                .setStatement("when " + String.join(" ", conditions) + " do " + action)
                .setExplanation("")
                .setExamples(List.of())
                .setEvidence(new Evidence(3, 0, 0, 5, 0.01, List.of()))
                .setUtility(new Utility(q, 0, 0, 0, 0))
                .setStatus(EntryStatus.ACTIVE)
                .setRevision(1)
                .setReason("")
                .setUpdatedMs(1)
                .setCauses(List.of())
                .build();
    }
}

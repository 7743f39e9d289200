package io.insitu.processors.recall;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.schemas.event.EntryStatus;
import io.insitu.schemas.event.Evidence;
import io.insitu.schemas.event.Principle;
import io.insitu.schemas.event.PrincipleException;
import io.insitu.schemas.event.Utility;
import java.util.ArrayList;
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
                .filter(i -> TwoPhaseRetrieval.draw("withhold", "t" + i, "entry") < 0.1)
                .count();
        assertThat(low).isBetween(150L, 250L);
        assertThat(TwoPhaseRetrieval.draw("withhold", "t1", "e1"))
                .isEqualTo(TwoPhaseRetrieval.draw("withhold", "t1", "e1"));
    }

    @Test
    void whatReadsLikeTheTaskIsGivenAfterWhatMeetsItAndTheMoreUsefulOfItFirst() {
        Principle exact = rule("exact", "lookup", 0.1, "look up the laptop", "refund");
        Principle poor = rule("poor", "insure", 0.2, "a damaged laptop under warranty goes to insurance", "damaged");
        Principle good = rule("good", "warrant", 0.9, "a damaged laptop has a warranty", "damaged");
        Principle other = rule("other", "weigh", 0.9, "parcels are weighed", "parcel");

        TaskQuery query = TaskQuery.of("attempt", TERMS, "my laptop came damaged, is that a warranty case?", Set.of());
        assertThat(retrieval(0, 1)
                        .retrieve(query, List.of(exact, poor, good, other), List.of())
                        .usedIds())
                .as("room for one: similar first, then useful")
                .containsExactly("exact", "good");
        assertThat(retrieval(0, 2)
                        .retrieve(query, List.of(exact, poor, good, other), List.of())
                        .usedIds())
                .containsExactly("exact", "good", "poor");
    }

    @Test
    void withoutTheWordsOfTheTaskOrRoomForThemOnlyConditionsCount() {
        Principle like = rule("like", "warrant", 0.9, "a damaged laptop has a warranty", "damaged");
        String words = "damaged laptop warranty";
        assertThat(retrieval(0, 2)
                        .retrieve(new TaskQuery("a", TERMS, Set.of()), List.of(like), List.of())
                        .usedIds())
                .isEmpty();
        assertThat(retrieval(0, 0)
                        .retrieve(new TaskQuery("a", TERMS, Set.of(), words), List.of(like), List.of())
                        .usedIds())
                .isEmpty();
    }

    @Test
    void anEntryThatOnlySharesAWordWithTheTaskIsNotGiven() {
        Principle other = rule("other", "weigh", 0.9, "parcels that are heavy are weighed before they leave", "parcel");
        TaskQuery query = new TaskQuery("a", TERMS, Set.of(), "before that I want my laptop back");
        assertThat(retrieval(0, 2).retrieve(query, List.of(other), List.of()).usedIds())
                .as("in a library of one, the most similar entry is not similar")
                .isEmpty();
    }

    @Test
    void anEntryFoundByItsTextIsWithheldByTheSameDraw() {
        Principle like = rule("like", "warrant", 0.9, "a damaged laptop has a warranty", "damaged");
        TaskQuery query = new TaskQuery("a", TERMS, Set.of(), "damaged laptop");
        assertThat(retrieval(1, 2).retrieve(query, List.of(like), List.of()).withheldIds())
                .containsExactly("like");
    }

    @Test
    void anIndexIsMadeOncePerLibraryAndAgainWhenATextChanges() {
        List<Integer> made = new ArrayList<>();
        TwoPhaseRetrieval retrieval = new TwoPhaseRetrieval(RetrievalConfig.defaults(), documents -> {
            made.add(documents.size());
            return new TextIndex(documents);
        });
        TaskQuery query = new TaskQuery("a", TERMS, Set.of(), "damaged laptop");
        retrieval.retrieve(query, List.of(rule("one", "warrant", 0.9, "it has a warranty", "damaged")), List.of());
        retrieval.retrieve(query, List.of(rule("one", "warrant", 0.4, "it has a warranty", "damaged")), List.of());
        assertThat(made).containsExactly(1);
        retrieval.retrieve(query, List.of(rule("one", "warrant", 0.4, "it has none", "damaged")), List.of());
        assertThat(made).containsExactly(1, 1);
    }

    @Test
    void whereAnEntryIsKnownToFailItIsNotGivenAndWhereThatIsInDoubtToHalfAndLast() {
        Principle known = excepted("general", true);
        Principle doubted = excepted("general", false);
        Principle other = principle("other", "warrant", 0.1, "refund");
        assertThat(retrieve(0, known, other).usedIds()).containsExactly("other");
        assertThat(retrieve(0, doubted, other).usedIds())
                .as("of two choices the one that is not in doubt")
                .containsExactly("other");
        long given = IntStream.range(0, 2000)
                .filter(i -> !retrieval(0, 0)
                        .retrieve(new TaskQuery("t" + i, TERMS, Set.of()), List.of(doubted), List.of())
                        .usedIds()
                        .isEmpty())
                .count();
        assertThat(given).isBetween(900L, 1100L);
        assertThat(retrieval(0, 0)
                        .retrieve(new TaskQuery("t", Set.of("laptop"), Set.of()), List.of(known), List.of())
                        .usedIds())
                .containsExactly("general");
    }

    private static Principle excepted(String id, boolean established) {
        return Principle.newBuilder(principle(id, "credit", 0.9, "laptop"))
                .setExceptions(List.of(PrincipleException.newBuilder()
                        .setTerm("gold")
                        .setEstablished(established)
                        .build()))
                .build();
    }

    private static TwoPhaseRetrieval retrieval(double withholdRate, int maxTextMatches) {
        return new TwoPhaseRetrieval(new RetrievalConfig(
                4, 2, UtilityEstimator.FOLLOWED, 0, maxTextMatches, 16, 0.3, withholdRate, withholdRate, 0.5, 0.25));
    }

    private static Principle rule(String id, String action, double q, String statement, String... conditions) {
        return principle(id, "procedure", statement, action, q, conditions);
    }

    private static Retrieved retrieve(double withholdRate, Principle... principles) {
        return retrieval(withholdRate, 2)
                .retrieve(new TaskQuery("attempt", TERMS, Set.of()), List.of(principles), List.of());
    }

    private static Principle principle(String id, String action, double q, String... conditions) {
        return principle(id, "choice", "when " + String.join(" ", conditions) + " do " + action, action, q, conditions);
    }

    private static Principle principle(
            String id, String taxonomy, String statement, String action, double q, String... conditions) {
        return Principle.newBuilder()
                .setId(id)
                .setLineage("desk")
                .setTaxonomy(taxonomy)
                .setConditions(List.of(conditions))
                .setAction(action)
                .setStatement(statement)
                .setExplanation("")
                .setExamples(List.of())
                .setEvidence(new Evidence(3, 0, 0, 5, 0.01, List.of()))
                .setUtility(new Utility(q, 0, 0, 0, 0, 0, 0, q))
                .setStatus(EntryStatus.ACTIVE)
                .setRevision(1)
                .setReason("")
                .setUpdatedMs(1)
                .setCauses(List.of())
                .build();
    }
}

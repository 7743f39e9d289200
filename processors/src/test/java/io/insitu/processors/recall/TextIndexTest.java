package io.insitu.processors.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.insitu.processors.recall.SimilarTexts.Document;
import io.insitu.processors.recall.SimilarTexts.Match;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TextIndexTest {
    private static final List<Document> DOCUMENTS = List.of(
            document("cancel", "to cancel a reservation the user must have bought insurance"),
            document("baggage", "add baggage to a reservation", "update_reservation_baggages"),
            document("upgrade", "an upgrade of the cabin needs the same flights"),
            document("empty"));

    @Test
    void theDocumentThatSharesTheRarerWordsComesFirst() {
        assertThat(ids(new TextIndex(DOCUMENTS).search("please cancel my reservation, I have insurance", 10)))
                .containsExactly("cancel", "baggage");
    }

    @Test
    void theNameOfAToolIsSeveralWords() {
        assertThat(ids(new TextIndex(DOCUMENTS).search("two more BAGGAGES", 10)))
                .containsExactly("baggage");
    }

    @Test
    void equalDocumentsGiveEqualAnswersInWhateverOrderTheyCome() {
        List<Document> many = new ArrayList<>();
        Random random = new Random(3);
        for (int i = 0; i < 300; i++) {
            many.add(document("d" + i, "word" + random.nextInt(20) + " word" + random.nextInt(20)));
        }
        List<Match> first = new TextIndex(many).search("word1 word2 word3", 50);
        Collections.shuffle(many, random);
        assertThat(new TextIndex(many).search("word1 word2 word3", 50))
                .isEqualTo(first)
                .hasSize(50);
    }

    @Test
    void amongEquallySimilarDocumentsTheSmallerIdComesFirst() {
        List<Document> alike = List.of(document("c", "same"), document("a", "same"), document("b", "same"));
        assertThat(ids(new TextIndex(alike).search("same", 2))).containsExactly("a", "b");
    }

    @Test
    void theShareIsHowMuchOfTheDocumentTheTextHas() {
        TextIndex index = new TextIndex(DOCUMENTS);
        String own = "to cancel a reservation the user must have bought insurance";
        assertThat(index.search(own, 1).get(0).share()).isEqualTo(1);
        assertThat(index.search(own + " and much more", 1).get(0).share()).isEqualTo(1);
        double part = index.search("cancel, insurance", 1).get(0).share();
        assertThat(part).isBetween(0.1, 0.5);
        assertThat(index.search("cancel", 1).get(0).share()).isLessThan(part);
    }

    @Test
    void whatSharesNoWordIsNotFound() {
        assertThat(new TextIndex(DOCUMENTS).search("weather", 10)).isEmpty();
        assertThat(new TextIndex(DOCUMENTS).search("", 10)).isEmpty();
        assertThat(new TextIndex(DOCUMENTS).search("cancel", 0)).isEmpty();
        assertThat(new TextIndex(List.of()).search("cancel", 10)).isEmpty();
    }

    @Test
    void aTextIsNoQueryLanguageAndMayBeOfAnyLength() {
        String hostile = "cancel:* AND NOT (\"unclosed [a TO z] ~9 ^ \u0000 \uD83D " + "very ".repeat(100_000);
        assertThat(ids(new TextIndex(DOCUMENTS).search(hostile, 10))).contains("cancel");
        String different = String.join(
                " ", IntStream.range(0, 5_000).mapToObj(i -> "w" + i).toList());
        assertThat(new TextIndex(List.of(document("w", different))).search(different, 1))
                .hasSize(1);
    }

    @Test
    void moreDocumentsThanItHoldsAreNotTakenInSilence() {
        List<Document> many = IntStream.rangeClosed(0, SimilarTexts.MOST_DOCUMENTS)
                .mapToObj(i -> document("d" + i, Integer.toString(i)))
                .toList();
        assertThatThrownBy(() -> new TextIndex(many))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 4096 documents");
    }

    private static Document document(String id, String... parts) {
        return new Document(id, List.of(parts));
    }

    private static List<String> ids(List<Match> matches) {
        return matches.stream().map(Match::id).toList();
    }
}

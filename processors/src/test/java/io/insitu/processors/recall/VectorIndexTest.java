package io.insitu.processors.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.insitu.processors.recall.SimilarTexts.Document;
import io.insitu.processors.recall.SimilarTexts.Match;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VectorIndexTest {
    /** Every text is the angle it names, in degrees; one that names none has no direction. */
    private static float[] angle(String text) {
        if (text.isEmpty()) {
            return new float[2];
        }
        double radians = Math.toRadians(Double.parseDouble(text));
        return new float[] {(float) Math.cos(radians), (float) Math.sin(radians)};
    }

    @Test
    void moreDocumentsThanItHoldsAreNotTakenInSilence() {
        List<Document> many = IntStream.rangeClosed(0, SimilarTexts.MOST_DOCUMENTS)
                .mapToObj(i -> document("d" + i, Integer.toString(i)))
                .toList();
        assertThatThrownBy(() -> index(many))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 4096 documents");
    }

    private static Document document(String id, String text) {
        return new Document(id, List.of(text));
    }

    private static VectorIndex index(List<Document> documents) {
        return new VectorIndex(documents, VectorIndexTest::angle);
    }

    @Test
    void theNearestDirectionComesFirstAndTheShareIsTheCosine() {
        List<Match> matches = index(List.of(document("far", "80"), document("near", "10"), document("against", "170")))
                .search("0", 10);
        assertThat(matches).extracting(Match::id).containsExactly("near", "far");
        assertThat(matches.get(0).share()).isCloseTo(Math.cos(Math.toRadians(10)), within(1e-5));
        assertThat(matches.get(1).share()).isCloseTo(Math.cos(Math.toRadians(80)), within(1e-5));
    }

    @Test
    void itsOwnTextIsAFullMatch() {
        assertThat(index(List.of(document("one", "33"))).search("33", 1).get(0).share())
                .isCloseTo(1, within(1e-6))
                .isLessThanOrEqualTo(1);
    }

    @Test
    void whatSaysNothingIsNeitherFoundNorFinds() {
        assertThat(index(List.of(document("empty", ""), document("some", "5"))).search("0", 10))
                .extracting(Match::id)
                .containsExactly("some");
        assertThat(index(List.of(document("some", "5"))).search("", 10)).isEmpty();
        assertThat(index(List.of()).search("0", 10)).isEmpty();
    }

    @Test
    void equalDocumentsGiveEqualAnswersInWhateverOrderTheyCome() {
        List<Document> many = new ArrayList<>();
        Random random = new Random(5);
        for (int i = 0; i < 1_000; i++) {
            many.add(document("d" + i, Integer.toString(random.nextInt(360))));
        }
        List<Match> first = index(many).search("90", 50);
        Collections.shuffle(many, random);
        assertThat(index(many).search("90", 50)).isEqualTo(first).hasSize(50);
    }

    @Test
    void aTextIsAskedOnceHoweverOftenItsLibraryChanges() {
        AtomicInteger asked = new AtomicInteger();
        SimilarTexts.Maker maker = VectorIndex.maker(
                text -> {
                    asked.incrementAndGet();
                    return angle(text);
                },
                100);
        List<Document> library = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            library.add(document("d" + i, Integer.toString(i)));
            assertThat(maker.of(library).search("45", 3)).isNotEmpty();
        }
        assertThat(asked).hasValue(21);
    }
}

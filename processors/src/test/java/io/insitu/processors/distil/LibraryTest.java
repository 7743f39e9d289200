package io.insitu.processors.distil;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.MapMemory;
import io.insitu.processors.Memory;
import io.insitu.schemas.event.EntryStatus;
import io.insitu.schemas.event.Evidence;
import io.insitu.schemas.event.Principle;
import io.insitu.schemas.event.Utility;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LibraryTest {
    private static final String LINEAGE = "desk";

    /** A memory that gives the same list again, as one does that keeps what it was asked for. */
    private static final class Keeping implements Memory<Principle> {
        private final Memory<Principle> inner = new MapMemory<>();
        private @Nullable List<Entry<Principle>> kept;

        @Override
        public @Nullable Principle get(String key) {
            return inner.get(key);
        }

        @Override
        public void put(String key, Principle value) {
            inner.put(key, value);
            kept = null;
        }

        @Override
        public void delete(String key) {
            inner.delete(key);
            kept = null;
        }

        @Override
        public List<Entry<Principle>> startingWith(String prefix, int limit) {
            List<Entry<Principle>> known = kept == null ? inner.startingWith(prefix, limit) : kept;
            kept = known;
            return known;
        }
    }

    @Test
    void whatTheMemoryKeepsIsListedOnce() {
        Library<Principle> library = Library.ofPrinciples(new Keeping(), DistilConfig.defaults());
        library.put(LINEAGE, principle("a"));
        List<Principle> first = library.of(LINEAGE);
        List<Principle> second = library.of(LINEAGE);
        assertThat(library.of(LINEAGE)).isSameAs(second).isEqualTo(first).hasSize(1);
        library.put(LINEAGE, principle("b"));
        assertThat(library.of(LINEAGE)).hasSize(2);
    }

    @Test
    void whatTheMemoryMakesAnewIsNotKeptHereEither() {
        Library<Principle> library = Library.ofPrinciples(new MapMemory<>(), DistilConfig.defaults());
        library.put(LINEAGE, principle("a"));
        List<List<Principle>> asked = new ArrayList<>();
        for (int times = 0; times < 3; times++) {
            asked.add(library.of(LINEAGE));
        }
        assertThat(asked.get(2)).isEqualTo(asked.get(1)).isNotSameAs(asked.get(1));
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
                .setStatus(EntryStatus.ACTIVE)
                .setRevision(1)
                .setReason("")
                .setUpdatedMs(1)
                .setCauses(List.of())
                .setSource("contrast")
                .setExceptions(List.of())
                .build();
    }
}

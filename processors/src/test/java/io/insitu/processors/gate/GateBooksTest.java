package io.insitu.processors.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.Facts;
import io.insitu.processors.MapMemory;
import io.insitu.processors.StageFact;
import io.insitu.schemas.event.AdapterStatus;
import io.insitu.schemas.event.AdapterVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the gate remembers by number: the newest. */
class GateBooksTest {
    private final MapMemory.All memories = new MapMemory.All();

    @Test
    void ofVersionsTheLongestDecidedMakesRoomAndWhatServesStays() {
        AdapterBook book = new AdapterBook(memories.open(GateMemory.VERSIONS));
        book.keep(version("live", AdapterStatus.LIVE, 0));
        for (int i = 0; i < 1_000; i++) {
            book.keep(version("a" + i, AdapterStatus.REJECTED, 1 + i));
        }
        assertThat(memories.open(GateMemory.VERSIONS).entries()).hasSize(512);
        assertThat(book.get(Facts.LINEAGE, "live")).isNotNull();
        assertThat(book.get(Facts.LINEAGE, "a999")).isNotNull();
        assertThat(book.get(Facts.LINEAGE, "a0")).isNull();
    }

    @Test
    void ofTasksThatMayProbeTheNewestAreKept() {
        ProbeBook book = new ProbeBook(List.of());
        for (int i = 0; i < 100; i++) {
            book = book.with("task" + i);
        }
        assertThat(book.tasks()).hasSize(64).startsWith("task36").endsWith("task99");
    }

    @Test
    void ofReplicasTheNewestAreKeptAndOfSilentOnesToo() {
        ReplicaBook book = ReplicaBook.NONE;
        for (int i = 0; i < 300; i++) {
            book = book.with("r" + i);
        }
        assertThat(book.replicas()).hasSize(256).endsWith("r299");
        ReplicaBook silent = book.silenced(book.replicas());
        assertThat(silent.replicas()).isEmpty();
        assertThat(silent.silenced(names(300)).silent()).hasSize(256);
    }

    @Test
    void ofTaintedNamesTheNewestAreKept() {
        GateState state = GateState.FIRST;
        for (int i = 0; i < 1_500; i++) {
            state = state.tainting(List.of("batch" + i));
        }
        assertThat(state.tainted()).hasSize(1_024).startsWith("batch476").endsWith("batch1499");
    }

    @Test
    void ofCandidatesThatWaitTheOldestIsRejectedAndThatIsSaid() {
        GateStage gate = new GateStage(GateConfigs.twoTrials(), memories);
        List<StageFact> told = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            told.addAll(gate.decide(Facts.journal("c" + i, 1, version("c" + i, AdapterStatus.CANDIDATE, 1))));
        }
        int most = GateConfigs.twoTrials().maxWaiting();
        assertThat(memories.open(GateMemory.STATES).entries().values())
                .singleElement()
                .satisfies(state -> assertThat(state.waiting()).hasSize(most).endsWith("c9"));
        assertThat(told)
                .filteredOn(StageFact.AdapterDecided.class::isInstance)
                .extracting(fact -> ((StageFact.AdapterDecided) fact).adapter().getStatus())
                .hasSize(10 - most - 1)
                .containsOnly(AdapterStatus.REJECTED);
    }

    private static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "s" + i).toList();
    }

    private static AdapterVersion version(String id, AdapterStatus status, long atMs) {
        return AdapterVersion.newBuilder()
                .setAdapterId(id)
                .setLineage(Facts.LINEAGE)
                .setBaseModelId("base")
                .setParentAdapterId("")
                .setBatchId("batch-" + id)
                .setStatus(status)
                .setLocation("adapters/" + id)
                .setEngine("cpu@1")
                .setRank(4)
                .setChangedMs(atMs)
                .build();
    }
}

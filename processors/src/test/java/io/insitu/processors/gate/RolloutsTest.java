package io.insitu.processors.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.Facts;
import io.insitu.processors.MapMemory;
import io.insitu.processors.StageFact;
import io.insitu.schemas.event.Ack;
import io.insitu.schemas.event.AckKind;
import io.insitu.schemas.event.AdapterStatus;
import io.insitu.schemas.event.AdapterVersion;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A candidate that passed is being loaded: which replicas it waits for, and for how long. */
class RolloutsTest {
    private static final GateConfig CONFIG = GateConfig.defaults();
    private static final long WINDOW_MS = CONFIG.canaryTimeoutMs();

    private final MapMemory.All memories = new MapMemory.All();
    private final AdapterBook book = new AdapterBook(memories.open(GateMemory.VERSIONS));
    private final Rollouts rollouts = new Rollouts(CONFIG, memories.open(GateMemory.REPLICAS), book);
    private GateState state = GateState.FIRST;

    @BeforeEach
    void twoReplicasAndACandidate() {
        hear("r1", AckKind.REGISTERED, "");
        hear("r2", AckKind.REGISTERED, "");
        begin("first", 0);
    }

    @Test
    void itServesOnceEveryReplicaHoldsIt() {
        assertThat(hear("r1", AckKind.LOADED, "first")).isEmpty();
        assertThat(hear("r2", AckKind.LOADED, "first")).containsExactly(AdapterStatus.LIVE);
    }

    @Test
    void aSilentReplicaHoldsItAndDoesNotRejectIt() {
        hear("r1", AckKind.LOADED, "first");
        assertThat(tick(WINDOW_MS - 1)).isEmpty();
        assertThat(tick(WINDOW_MS)).containsExactly(AdapterStatus.CANARY);
        assertThat(hear("r2", AckKind.LOADED, "first")).containsExactly(AdapterStatus.LIVE);
    }

    @Test
    void aReplicaSilentForTwoWindowsIsNotWaitedForAnyLonger() {
        hear("r1", AckKind.LOADED, "first");
        tick(WINDOW_MS);
        assertThat(tick(2 * WINDOW_MS)).containsExactly(AdapterStatus.LIVE);
        begin("second", 3 * WINDOW_MS);
        assertThat(hear("r1", AckKind.LOADED, "second")).containsExactly(AdapterStatus.LIVE);
    }

    @Test
    void aReplicaThatSpeaksAgainIsWaitedForAgain() {
        hear("r1", AckKind.LOADED, "first");
        tick(WINDOW_MS);
        tick(2 * WINDOW_MS);
        hear("r2", AckKind.SERVING, "first");
        begin("second", 3 * WINDOW_MS);
        assertThat(hear("r1", AckKind.LOADED, "second")).isEmpty();
        assertThat(hear("r2", AckKind.LOADED, "second")).containsExactly(AdapterStatus.LIVE);
    }

    @Test
    void whenAllAreSilentItWaitsUntilOneComes() {
        assertThat(tick(WINDOW_MS)).containsExactly(AdapterStatus.CANARY);
        assertThat(tick(2 * WINDOW_MS)).containsExactly(AdapterStatus.CANARY);
        for (int windows = 3; windows < 10; windows++) {
            assertThat(tick(windows * WINDOW_MS)).as("it was said").isEmpty();
        }
        assertThat(hear("r3", AckKind.LOADED, "first")).isEmpty();
        assertThat(hear("r3", AckKind.REGISTERED, "")).containsExactly(AdapterStatus.LIVE);
    }

    @Test
    void aReplicaThatRefusesItRejectsIt() {
        assertThat(hear("r1", AckKind.REFUSED, "first")).containsExactly(AdapterStatus.REJECTED);
    }

    private void begin(String id, long atMs) {
        book.keep(AdapterVersion.newBuilder()
                .setAdapterId(id)
                .setLineage(Facts.LINEAGE)
                .setBaseModelId("base")
                .setParentAdapterId("")
                .setBatchId("batch-of-" + id)
                .setStatus(AdapterStatus.CANDIDATE)
                .setLocation("adapters/" + id)
                .setEngine("cpu@1")
                .setRank(4)
                .setChangedMs(atMs)
                .build());
        state = rollouts.begin(Facts.LINEAGE, state, id, Grounds.of(""), atMs, new ArrayList<>());
    }

    private List<AdapterStatus> hear(String replica, AckKind kind, String adapterId) {
        List<StageFact> told = new ArrayList<>();
        state = rollouts.acknowledged(
                state, new Ack(replica, Facts.LINEAGE, kind, adapterId, kind == AckKind.LOADED, "", 1L, 0.0), told);
        return statuses(told);
    }

    private List<AdapterStatus> tick(long nowMs) {
        List<StageFact> told = new ArrayList<>();
        state = rollouts.timePassed(Facts.LINEAGE, state, nowMs, told);
        return statuses(told);
    }

    /** What became of the newest candidate; that it replaces another is told elsewhere. */
    private static List<AdapterStatus> statuses(List<StageFact> told) {
        return told.stream()
                .filter(StageFact.AdapterDecided.class::isInstance)
                .map(fact -> ((StageFact.AdapterDecided) fact).adapter().getStatus())
                .filter(status -> status != AdapterStatus.SUPERSEDED)
                .toList();
    }
}

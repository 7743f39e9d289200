package io.insitu.connectors.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.schemas.event.AdapterStatus;
import org.junit.jupiter.api.Test;

class LineageVersionsTest {
    private final LineageVersions versions = new LineageVersions();

    private void news(String id, AdapterStatus status, String parent, long atMs) {
        versions.note(Versions.of("desk", id, status, parent, atMs));
    }

    @Test
    void aLineageBeginsWithItsBase() {
        assertThat(versions.serving()).isEmpty();
    }

    @Test
    void aCanaryWaitsBesideTheOneThatServes() {
        news("a", AdapterStatus.LIVE, "", 1);
        news("b", AdapterStatus.CANARY, "a", 2);
        assertThat(versions.serving()).isEqualTo("a");
        assertThat(versions.beside()).containsExactly("b");
    }

    @Test
    void theNewerOfTwoLiveAdaptersServesWhicheverWasHeardOfFirst() {
        news("b", AdapterStatus.LIVE, "a", 2);
        news("a", AdapterStatus.LIVE, "", 1);
        assertThat(versions.serving()).isEqualTo("b");
    }

    @Test
    void afterARollbackTheParentServes() {
        news("a", AdapterStatus.SUPERSEDED, "", 2);
        news("b", AdapterStatus.ROLLED_BACK, "a", 3);
        assertThat(versions.serving()).isEqualTo("a");
    }

    @Test
    void aRolledBackParentIsPassedOver() {
        news("a", AdapterStatus.SUPERSEDED, "", 2);
        news("b", AdapterStatus.ROLLED_BACK, "a", 3);
        news("c", AdapterStatus.ROLLED_BACK, "b", 4);
        assertThat(versions.serving()).isEqualTo("a");
    }

    @Test
    void aFirstAdapterThatIsRolledBackLeavesTheBase() {
        news("a", AdapterStatus.ROLLED_BACK, "", 3);
        assertThat(versions.serving()).isEmpty();
    }

    @Test
    void filesOfAdaptersThatAreOutAreNotNeededBeyondTheNewest() {
        news("old", AdapterStatus.REJECTED, "", 1);
        news("newer", AdapterStatus.ROLLED_BACK, "", 2);
        news("newest", AdapterStatus.REJECTED, "", 3);
        news("replaced", AdapterStatus.SUPERSEDED, "", 4);
        assertThat(versions.prunable(1)).containsExactlyInAnyOrder("old", "newer");
        assertThat(versions.prunable(3)).isEmpty();
    }

    @Test
    void filesOfAnAncestorOfWhatServesOrMayServeAreNeeded() {
        news("grandparent", AdapterStatus.ROLLED_BACK, "", 1);
        news("parent", AdapterStatus.ROLLED_BACK, "grandparent", 2);
        news("live", AdapterStatus.LIVE, "parent", 3);
        news("other", AdapterStatus.ROLLED_BACK, "", 4);
        news("canary", AdapterStatus.CANARY, "other", 5);
        assertThat(versions.prunable(0)).isEmpty();
    }

    @Test
    void whatMattersIsNotForgottenHoweverMuchComesAfterIt() {
        news("parent", AdapterStatus.SUPERSEDED, "", 1);
        news("live", AdapterStatus.LIVE, "parent", 2);
        for (int i = 0; i < 2 * LineageVersions.CAPACITY; i++) {
            news("rejected" + i, AdapterStatus.REJECTED, "live", 3 + i);
        }
        assertThat(versions.prunable(0)).hasSize(LineageVersions.CAPACITY - 2);
        assertThat(versions.serving()).isEqualTo("live");
        news("live", AdapterStatus.ROLLED_BACK, "parent", 10_000);
        assertThat(versions.serving()).isEqualTo("parent");
    }

    @Test
    void ancestorsInACircleLeaveTheBase() {
        news("a", AdapterStatus.ROLLED_BACK, "b", 3);
        news("b", AdapterStatus.ROLLED_BACK, "a", 4);
        assertThat(versions.serving()).isEmpty();
    }
}

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
    void ancestorsInACircleLeaveTheBase() {
        news("a", AdapterStatus.ROLLED_BACK, "b", 3);
        news("b", AdapterStatus.ROLLED_BACK, "a", 4);
        assertThat(versions.serving()).isEmpty();
    }
}

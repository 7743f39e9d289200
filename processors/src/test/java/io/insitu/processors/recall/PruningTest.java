package io.insitu.processors.recall;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.schemas.event.Utility;
import org.junit.jupiter.api.Test;

class PruningTest {
    private final Pruning pruning = new Pruning(RecallConfig.defaults());

    @Test
    void anEntryThatKeepsFailingGoes() {
        assertThat(pruning.verdict(new Utility(0.34, 3, 0, 0, 0, 3, 0, 0.34), false)
                        .orElseThrow())
                .startsWith("utility fell to 0.34 after 3 uses");
        assertThat(pruning.verdict(new Utility(0.34, 2, 0, 0, 0, 2, 0, 0.34), false))
                .isEmpty();
    }

    @Test
    void anEntryWithoutWhichAttemptsDoPlainlyBetterGoes() {
        // Given: 6 of 12; withheld: 5 of 5. The interval still holds 0, the difference is more than 0.4.
        assertThat(pruning.verdict(new Utility(0.6, 12, 6, 5, 5, 12, 6, 0.6), false)
                        .orElseThrow())
                .startsWith("attempts without it do better by 0.50");
        assertThat(pruning.verdict(new Utility(0.6, 12, 6, 4, 4, 12, 6, 0.6), false))
                .as("four draws are too few")
                .isEmpty();
    }

    @Test
    void aSmallHarmIsEnoughOnceTheDrawsProveIt() {
        assertThat(pruning.verdict(new Utility(0.5, 400, 200, 400, 280, 400, 200, 0.5), false)
                        .orElseThrow())
                .startsWith("attempts without it do better by 0.20 (95 % between 0.1");
        assertThat(pruning.verdict(new Utility(0.5, 40, 20, 40, 28, 40, 20, 0.5), false))
                .as("the same difference on few draws may be chance")
                .isEmpty();
    }

    @Test
    void anEntryThatIsGivenAgainAndAgainAndNeverFollowedGoes() {
        assertThat(pruning.verdict(new Utility(0.7, 0, 0, 0, 0, 64, 60, 0.9), false)
                        .orElseThrow())
                .isEqualTo("given 64 times and never followed");
        assertThat(pruning.verdict(new Utility(0.7, 1, 1, 0, 0, 64, 60, 0.9), false))
                .isEmpty();
        assertThat(pruning.verdict(new Utility(0.7, 0, 0, 0, 0, 63, 60, 0.9), false))
                .isEmpty();
    }
}

package io.insitu.processors.recall;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.Facts;
import io.insitu.processors.MapMemory;
import io.insitu.processors.StageFact;
import io.insitu.processors.distil.DistilConfig;
import io.insitu.processors.distil.DistilMemory;
import io.insitu.processors.distil.DistilStage;
import io.insitu.schemas.event.Principle;
import io.insitu.schemas.event.Utility;
import java.util.List;
import org.junit.jupiter.api.Test;

class LateVerdictTest {
    private final MapMemory.All memories = new MapMemory.All();
    private final DistilStage distil = new DistilStage(DistilConfig.defaults(), memories);
    private final RecallStage recall = new RecallStage(RecallConfig.defaults(), DistilConfig.defaults(), memories);
    private int attempts;

    @Test
    void aLateVerdictCorrectsTheCountsButCreditsNoUseTwice() {
        learn();
        Principle principle = memories.open(DistilMemory.PRINCIPLES).entries().values().stream()
                .filter(one -> one.getAction().equals("credit"))
                .findFirst()
                .orElseThrow();
        give(used("judged", principle, true));
        Utility first = utilityOf(principle);
        assertThat(first.getUses()).isEqualTo(principle.getUtility().getUses() + 1);

        give(used("judged", principle, false));

        assertThat(utilityOf(principle)).isEqualTo(first);
        assertThat(memories.open(DistilMemory.ATTEMPTS).entries().values())
                .anyMatch(attempt -> attempt.trajectoryId().equals("judged") && !attempt.success());
    }

    private void learn() {
        for (String task : List.of("task1", "task2")) {
            for (String choice : List.of("voucher", "replace", "credit", "credit")) {
                give(Facts.attempt("a" + attempts++, task, choice.equals("credit"))
                        .asking("refund gold", "refund", "gold")
                        .calling("lookup", "{}")
                        .calling(choice, "{}")
                        .scored());
            }
        }
    }

    private static StageFact used(String id, Principle principle, boolean success) {
        return Facts.attempt(id, "task3", success)
                .asking("refund gold", "refund", "gold")
                .given(List.of(principle.getId()), List.of())
                .calling("credit", "{}")
                .scored();
    }

    private void give(StageFact fact) {
        distil.decide(fact).forEach(recall::decide);
        recall.decide(fact);
    }

    private Utility utilityOf(Principle principle) {
        return memories.open(DistilMemory.PRINCIPLES).entries().values().stream()
                .filter(one -> one.getId().equals(principle.getId()))
                .findFirst()
                .orElseThrow()
                .getUtility();
    }
}

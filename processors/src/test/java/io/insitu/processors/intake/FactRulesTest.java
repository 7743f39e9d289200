package io.insitu.processors.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.Ids;
import io.insitu.schemas.event.Ack;
import io.insitu.schemas.event.AckKind;
import io.insitu.schemas.event.Control;
import io.insitu.schemas.event.Resume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FactRulesTest {
    @Test
    void aFactThatNamesItsLineageAndTimeMayEnter() {
        assertThat(FactRules.violation(ack("desk", 1))).isNull();
        assertThat(FactRules.violation(ack("desk", Ids.LAST_MS))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "desk\u001f", "desk\u001fother"})
    void aLineageThatCouldBeTakenForAnothersIsRefused(String lineage) {
        assertThat(FactRules.violation(ack(lineage, 1))).startsWith("lineage must not");
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, Ids.LAST_MS + 1, Long.MAX_VALUE})
    void aTimeThatOverflowsOrNeverWasIsRefused(long atMs) {
        assertThat(FactRules.violation(ack("desk", atMs))).startsWith("atMs must be a time from 1970 to 9999");
    }

    @Test
    void anEndlessIdIsRefused() {
        Control endless = Control.newBuilder()
                .setCommandId("x".repeat(257))
                .setLineage("desk")
                .setOperator("o")
                .setAtMs(1)
                .setBody(new Resume(""))
                .build();
        assertThat(FactRules.violation(endless)).isEqualTo("commandId must have at most 256 characters, had 257");
    }

    private static Ack ack(String lineage, long atMs) {
        return Ack.newBuilder()
                .setReplica("r1")
                .setLineage(lineage)
                .setKind(AckKind.REGISTERED)
                .setAdapterId("")
                .setAtMs(atMs)
                .build();
    }
}

package io.insitu.ops.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.schemas.event.AckKind;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Tick;
import org.junit.jupiter.api.Test;

class ArmMeasureTest {
    private final RunLog log = new RunLog();

    @Test
    void aCallThatOverlapsASwapIsNearItHoweverLongItTook() {
        log.note(Facts.ack(AckKind.SERVING, "a", 100_000, 5));
        attempt("t1", 100_500, 3); // within a second
        attempt("t2", 109_000, 9_500); // begun before the swap, answered long after it
        attempt("t3", 120_000, 2);

        ArmReport.CallsAroundSwaps calls = report().calls();

        assertThat(calls.swaps()).isEqualTo(1);
        assertThat(calls.near()).isEqualTo(new Percentiles(2, 3, 9_500, 9_500));
        assertThat(calls.quiet()).isEqualTo(new Percentiles(1, 2, 2, 2));
    }

    @Test
    void loadingBesideTheOldAdapterIsPartOfThePublish() {
        log.note(Facts.ack(AckKind.LOADED, "a", 100_000, 8_000));
        attempt("t1", 95_000, 4);

        ArmReport.CallsAroundSwaps calls = report().calls();

        assertThat(calls.swaps()).isZero();
        assertThat(calls.near().count()).isEqualTo(1);
    }

    @Test
    void whatWasNotMeasuredIsNoLatencyAndNoRefusal() {
        attempt("t1", 1_000, -1);

        ArmReport.CallsAroundSwaps calls = report().calls();

        assertThat(calls.quiet().count()).isZero();
        assertThat(calls.refused()).isZero();
    }

    @Test
    void aCallWithoutAnAnswerIsRefusedAndATimeoutOfAToolIsNot() {
        log.note(Facts.ack(AckKind.SERVING, "a", 100_000, 5));
        broken("t1", 100_200, NoAnswer.detail("out of memory"));
        broken("t2", 200_000, NoAnswer.detail("out of memory"));
        broken("t3", 300_000, "find_order timed out");

        ArmReport.CallsAroundSwaps calls = report().calls();

        assertThat(calls.refused()).isEqualTo(2);
        assertThat(calls.refusedNear()).isEqualTo(1);
        assertThat(report().infrastructure()).isEqualTo(3);
    }

    @Test
    void aRestartThatServesTheSameAgainIsNoSwap() {
        log.note(Facts.ack(AckKind.SERVING, "a", 1_000, 5));
        log.note(Facts.ack(AckKind.SERVING, "a", 2_000, 5));
        log.note(Facts.ack(AckKind.SERVING, "", 3_000, 5));

        assertThat(report().calls().swaps()).isEqualTo(2);
    }

    @Test
    void flipsAreSummedOverEveryEvaluationOnce() {
        log.note(Facts.evaluation("r1", 1, 4));
        log.note(Facts.evaluation("r2", 2, 5));
        log.note(Facts.evaluation("r2", 2, 5));

        assertThat(report().flips()).isEqualTo(new ArmReport.Flips(3, 9));
    }

    @Test
    void anAdapterIsAsOldAsTheYoungestTrajectoryOfItsBatch() {
        log.adapterTimes().note(Facts.experience("e1", 10_000));
        log.adapterTimes().note(Facts.experience("e2", 30_000));
        log.adapterTimes().note(Facts.experience("e3", 99_000)); // of another batch
        log.adapterTimes().note(Facts.batch("b", 35_000, "e2", "e1"));
        log.note(Facts.candidate("a", "b"));
        log.note(Facts.ack(AckKind.LOADED, "a", 40_000, 5));
        log.note(Facts.ack(AckKind.SERVING, "a", 50_000, 5));
        log.note(Facts.ack(AckKind.SERVING, "a", 90_000, 5)); // after a restart

        assertThat(report().latencies().liveAdapter()).isEqualTo(new Percentiles(1, 20_000, 20_000, 20_000));
    }

    @Test
    void downTimeIsNoRunTime() {
        attempt("t1", 1_000, 1);
        attempt("t2", 3_000, 1);
        attempt("t3", 50_000, 1); // after a restart
        tick(51_000);
        attempt("t4", 52_000, 1);
        tick(60_000); // ticks on after the last attempt

        assertThat(log.events()).isEqualTo(12);
        assertThat(log.seconds()).isEqualTo(4);
    }

    private ArmReport report() {
        return new ArmMeasure(log, Facts.LINEAGE, 100).report();
    }

    private void attempt(String id, long atMs, double latencyMs) {
        log.note(Facts.event(id, 0, atMs, Facts.started()));
        log.note(Facts.event(id, 1, atMs, Facts.generation(latencyMs)));
        log.note(Facts.event(id, 2, atMs, Facts.ended(OutcomeKind.SUCCESS, "")));
    }

    private void broken(String id, long atMs, String detail) {
        log.note(Facts.event(id, 0, atMs, Facts.started()));
        log.note(Facts.event(id, 1, atMs, Facts.ended(OutcomeKind.INFRASTRUCTURE, detail)));
    }

    private void tick(long atMs) {
        log.note(Facts.event("tick", 0, atMs, Tick.newBuilder().setNowMs(atMs).build()));
    }
}

package io.insitu.processors.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.schemas.event.EvaluationResult;
import io.insitu.schemas.event.ProbeOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FlipGateTest {
    private static final List<String> TASKS =
            IntStream.range(0, 12).mapToObj(i -> "task" + i).toList();

    private final FlipGate gate = new FlipGate(GateConfigs.twoTrials());

    @Test
    void aCandidateThatTurnsManyProbesToSuccessIsPromoted() {
        assertThat(judge(result(8, 1, 24, 0))).isInstanceOf(Verdict.Promote.class);
    }

    @Test
    void aPlantedBadAdapterIsRejected() {
        assertThat(judge(result(1, 9, 24, 0))).isInstanceOf(Verdict.Reject.class);
    }

    @Test
    void twoLuckyFlipsAreNotEnough() {
        assertThat(judge(result(2, 0, 24, 0))).isInstanceOf(Verdict.Reject.class);
    }

    @Test
    void aProbeThatDisagreesWithItselfIsNotBelieved() {
        assertThat(judge(result(8, 0, 24, 2))).isInstanceOf(Verdict.Hold.class);
    }

    @Test
    void aProbeThatWasCutShortIsNotBelieved() {
        assertThat(judge(result(8, 0, 10, 0))).isInstanceOf(Verdict.Hold.class);
    }

    @Test
    void aProbeCoachedOnOtherTasksIsNotBelieved() {
        List<ProbeOutcome> probes = new ArrayList<>(result(8, 0, 24, 0).getProbes());
        probes.set(0, new ProbeOutcome("rehearsed", 0, false, true));
        assertThat(judge(new EvaluationResult("candidate", "", probes, 0, 0))).isInstanceOf(Verdict.Hold.class);
    }

    @Test
    void aPairAnsweredTwiceIsNotCountedTwice() {
        List<ProbeOutcome> probes = new ArrayList<>(result(8, 0, 24, 0).getProbes());
        probes.set(1, probes.get(0));
        assertThat(judge(new EvaluationResult("candidate", "", probes, 0, 0))).isInstanceOf(Verdict.Hold.class);
    }

    @Test
    void anAnswerAboutAnotherCandidateIsNotBelieved() {
        assertThat(judge(new EvaluationResult("other", "", result(8, 0, 24, 0).getProbes(), 0, 0)))
                .isInstanceOf(Verdict.Hold.class);
    }

    @Test
    void threeOfThreeFlipsHappenByLuckOnceInEight() {
        assertThat(FlipGate.signTest(3, 0)).isEqualTo(0.125);
    }

    private Verdict judge(EvaluationResult result) {
        return gate.judge("candidate", "", TASKS, result);
    }

    static EvaluationResult result(int failToPass, int passToFail, int pairs, int selfCheckFlips) {
        List<ProbeOutcome> probes = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            boolean turned = i < failToPass;
            boolean lost = !turned && i < failToPass + passToFail;
            probes.add(new ProbeOutcome("task" + i / 2, i % 2, lost, turned));
        }
        return new EvaluationResult("candidate", "", probes, 0, selfCheckFlips);
    }
}

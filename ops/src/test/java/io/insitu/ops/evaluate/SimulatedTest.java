package io.insitu.ops.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.ops.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One stream of each kind: what must hold for every seed, and that a seed decides everything. */
class SimulatedTest {
    @Test
    void liftsAreRecoveredFromDrawsThoughFollowingIsNoDraw() {
        Map<String, Double> lifts = SimulatedLifts.run(1, 0.2, 0.15);

        assertThat(lifts.get("liftCovered")).isGreaterThanOrEqualTo(9 / 12.0);
        assertThat(lifts.get("liftError")).isLessThan(0.1);
        assertThat(lifts.get("orderLIFT")).isGreaterThan(0.7);
        assertThat(SimulatedLifts.run(1, 0.2, 0.15)).isEqualTo(lifts);
        assertThat(SimulatedLifts.run(2, 0.2, 0.15)).isNotEqualTo(lifts);
    }

    @Test
    void aMajorityIsRightWhereAttemptsMostlyAre() {
        Map<String, Double> majority = SimulatedMajority.run(1);

        assertThat(majority.get("truthEasy")).isGreaterThan(0.95);
        assertThat(majority.get("truthHard")).isLessThan(majority.get("truthEven"));
        assertThat(majority.get("rewardedHard")).as("the floor keeps silent").isLessThan(0.8);
    }

    @Test
    void theSharesOfANearDuplicateAreOfTheSameTopics() {
        Map<String, Double> twins = SimulatedTwins.run(1, SimulatedTwins.Stream.PLAIN);

        assertThat(twins.get("rareRight") + twins.get("rareMerged")).isLessThanOrEqualTo(1 + 1e-9);
        assertThat(twins.get("usualRight")).isGreaterThan(0.5);
        assertThat(twins.get("usualMerged")).isZero();
        assertThat(twins.get("mergesWrong")).isZero();
        assertThat(twins.get("exceptionsWrong")).isZero();
        assertThat(twins.get("rareRight")).isGreaterThan(0.5);
    }

    @Test
    void whereNothingIsTrueNothingIsHeld() {
        Map<String, Double> none = SimulatedContrast.run(1, 0, 0.5, 0);
        Map<String, Double> planted = SimulatedContrast.run(1, 5, 0.1, 0.8);

        assertThat(none.get("tried")).as("much is tried").isPositive();
        assertThat(none.get("held")).isZero();
        assertThat(planted.get("heldPower")).isGreaterThan(0.3);
        assertThat(planted.get("heldFalseShare")).isLessThan(planted.get("triedFalseShare") + 0.1);
    }

    @Test
    void allWaysToChooseStartFromTheSameLearner() {
        Map<String, Double> success = SimulatedCurriculum.run(1);

        assertThat(success.get("batchInOrder")).isBetween(0.3, 0.99);
        assertThat(success.get("batchBanditOverUniform"))
                .isEqualTo(success.get("batchBandit") - success.get("batchUniform"));
        assertThat(SimulatedCurriculum.run(1)).isEqualTo(success);
    }

    @Test
    void aStreamThatIsNoneIsRefusedWithThoseThatAre() {
        StringWriter err = new StringWriter();
        int code = Main.commandLine()
                .setErr(new PrintWriter(err))
                .execute("evaluate", "simulated", "--only", "contrastNothing");

        assertThat(code).isEqualTo(2);
        assertThat(err.toString())
                .contains("--only contrastNothing: no stream's name begins so; they are liftsEqualTasks5, ")
                .contains(", contrastNull, ");
    }
}

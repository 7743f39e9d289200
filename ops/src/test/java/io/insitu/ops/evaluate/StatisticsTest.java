package io.insitu.ops.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StatisticsTest {
    private static Prediction said(String unit, double probability, boolean success) {
        return new Prediction(unit, "", probability, success);
    }

    @Test
    void aucIsTheShareOfPairsInTheRightOrderWithTiesHalf() {
        List<Prediction> predictions =
                List.of(said("a", 0.9, true), said("b", 0.5, true), said("c", 0.5, false), said("d", 0.1, false));

        // Of the four pairs three are in order and one is a tie.
        assertThat(Auc.of(predictions)).isEqualTo(3.5 / 4);
        assertThat(Auc.of(List.of(said("a", 0.2, true), said("b", 0.7, false)))).isZero();
    }

    @Test
    void onlyPairsOfOneStratumAreRankedAgainstEachOther() {
        // Learnt from fewer successes, the second stratum expects less of everything; within each the order is right.
        List<Prediction> predictions = List.of(
                new Prediction("a", "one", 0.9, true),
                new Prediction("b", "one", 0.7, false),
                new Prediction("c", "two", 0.3, true),
                new Prediction("d", "two", 0.1, false));

        assertThat(Auc.of(predictions)).isEqualTo(1);
    }

    @Test
    void whereAllSucceededNothingCanBeToldApart() {
        assertThat(Auc.of(List.of(said("a", 0.2, true), said("b", 0.7, true)))).isNaN();
        assertThat(Auc.of(List.of())).isNaN();
    }

    @Test
    void calibrationComparesExpectedAndObservedBinByBin() {
        Calibration calibration = Calibration.of(
                List.of(said("a", 0.8, true), said("b", 0.8, false), said("c", 0.1, false), said("d", 1, true)), 10);

        assertThat(calibration.brier()).isCloseTo((0.04 + 0.64 + 0.01 + 0) / 4, within(1e-12));
        assertThat(calibration.ece()).isCloseTo((0.6 + 0.1 + 0) / 4, within(1e-12));
        assertThat(calibration.bins())
                .extracting(Calibration.Bin::count, Calibration.Bin::observed)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(1, 0.0),
                        org.assertj.core.groups.Tuple.tuple(2, 0.5),
                        org.assertj.core.groups.Tuple.tuple(1, 1.0));
    }

    @Test
    void quantilesLieOnTheLineBetweenTwoValues() {
        double[] sorted = {1, 2, 4};

        assertThat(Quantile.of(sorted, 0)).isEqualTo(1);
        assertThat(Quantile.of(sorted, 0.5)).isEqualTo(2);
        assertThat(Quantile.of(sorted, 0.75)).isEqualTo(3);
        assertThat(Quantile.of(sorted, 1)).isEqualTo(4);
        assertThat(Quantile.of(new double[0], 0.5)).isNaN();
    }

    @Test
    void theIntervalOfAMeanHoldsTheTruthAboutAsOftenAsItSays() {
        int held = 0;
        for (int sample = 0; sample < 200; sample++) {
            SplittableRandom random = new SplittableRandom(sample);
            List<Double> values = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                values.add(random.nextDouble());
            }
            Estimate mean = new Bootstrap(sample, 400).of(values, Object::toString, StatisticsTest::mean);
            held += mean.low() <= 0.5 && 0.5 <= mean.high() ? 1 : 0;
        }

        assertThat(held).isBetween(180, 199); // 95 % of 200 is 190
    }

    @Test
    void attemptsAtOneTaskAreDrawnTogetherSoMoreOfThemDoNotFeignCertainty() {
        List<Prediction> once = new ArrayList<>();
        List<Prediction> tenTimes = new ArrayList<>();
        for (int task = 0; task < 20; task++) {
            Prediction one = said("task" + task, task / 20.0, task % 3 == 0);
            once.add(one);
            for (int i = 0; i < 10; i++) {
                tenTimes.add(one);
            }
        }
        Bootstrap bootstrap = new Bootstrap(7, 500);

        assertThat(bootstrap.of(tenTimes, Auc::of)).isEqualTo(bootstrap.of(once, Auc::of));
    }

    @Test
    void predictorsAreComparedOnTheSameDraws() {
        List<Forecast> forecasts = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            double said = i / 30.0;
            forecasts.add(new Forecast("t" + i, "", i % 2 == 0, Map.of("one", said, "same", said / 2)));
        }
        var difference = new Contest(forecasts, List.of("one", "same"), new Bootstrap(3, 200))
                .json()
                .path("differences")
                .path(0)
                .path("auc");

        // They order alike, so no draw tells them apart, however much each AUC itself varies.
        assertThat(difference.path("low").asDouble()).isZero();
        assertThat(difference.path("high").asDouble()).isZero();
    }

    @Test
    void aPredictorThatNeverSpokeIsReportedAsNull() {
        var json = new Contest(
                        List.of(new Forecast("t", "", true, Map.of("mean", 0.5))),
                        List.of("mean", "adherence"),
                        new Bootstrap(1, 10))
                .json();

        assertThat(json.path("predictors").path("adherence").isNull()).isTrue();
        assertThat(json.path("predictors").path("mean").path("auc").isNull()).isTrue();
        assertThat(json.path("differences")).isEmpty();
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    @Test
    void anIntervalThatEndsAtTheLevelButForRoundingTouchesIt() {
        assertThat(new Estimate(-0.2, -0.4, -7e-18, 9, 0).below(0)).isFalse();
        assertThat(new Estimate(0.2, 7e-18, 0.4, 9, 0).above(0)).isFalse();
        assertThat(new Estimate(-0.2, -0.4, -0.001, 9, 0).below(0)).isTrue();
        assertThat(new Estimate(0.2, 0.001, 0.4, 9, 0).above(0)).isTrue();
    }
}

package io.insitu.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.insitu.trainer.step.Example;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Means over the batch below: advantage 0, log-probability -2. */
class EntropyGuardTest {
    private static final float[] SURE_THEN_UNSURE = {0, -0.5f, -3.5f, -0.5f, -3.5f};

    @Test
    void onlyTokensThatAreGoodAndLikelyOrBadAndUnlikelyTogetherAreHeld() {
        // (A - 0)(lp + 2): 1.2 * 1.5 = 1.8 for the good one's sure tokens and for the bad one's unsure ones, -1.8
        // otherwise.
        assertThat(held(1, 1.2, 1)).containsExactly("0:1", "0:3", "1:2", "1:4");
    }

    @Test
    void whatHangsTogetherTooLittleOrFarTooMuchIsLeftAlone() {
        assertThat(held(1, 0.6, 1)).isEmpty(); // 0.9 is below 1
        assertThat(held(1, 3.4, 1)).isEmpty(); // 5.1 is above 5
        assertThat(held(1, 3.2, 1)).hasSize(4); // 4.8 is not
    }

    @Test
    void noMoreThanTheShareOfTargetsIsHeldAndTheDrawIsTheSteps() {
        assertThat(held(0.25, 1.2, 1)).hasSize(2); // of 8 targets
        assertThat(held(0.25, 1.2, 1)).isEqualTo(held(0.25, 1.2, 1));
        assertThat(IntStream.range(0, 20)
                        .mapToObj(step -> held(0.25, 1.2, step))
                        .distinct())
                .hasSizeGreaterThan(1);
        assertThat(held(0, 1.2, 1)).isEmpty();
    }

    /** 0.4 and 2.4 tokens a step; the deviation of a mean over 5,000 steps is 0.007. */
    @Test
    void aShareOfLessThanATokenIsHeldInTheLongRun() {
        for (double share : new double[] {0.05, 0.3}) {
            int[] counts = counts(share);
            int whole = (int) (8 * share);
            assertThat(Arrays.stream(counts).distinct()).containsExactlyInAnyOrder(whole, whole + 1);
            assertThat(Arrays.stream(counts).average().orElseThrow()).isCloseTo(8 * share, within(0.03));
            assertThat(counts(share)).isEqualTo(counts);
        }
    }

    private static int[] counts(double share) {
        return IntStream.range(0, 5000)
                .map(step -> held(share, 1.2, step).size())
                .toArray();
    }

    /** Which tokens of which example pull nowhere any more, though they count. */
    private static List<String> held(double share, double advantage, int step) {
        List<Example> batch = List.of(example(advantage), example(-advantage));
        List<Example> guarded =
                new EntropyGuard(share, 7).hold(batch, List.of(SURE_THEN_UNSURE, SURE_THEN_UNSURE), step);
        List<String> held = new ArrayList<>();
        for (int i = 0; i < guarded.size(); i++) {
            Example example = guarded.get(i);
            assertThat(example.targets()).isEqualTo(4);
            IntPredicate isHeld = example::isHeld;
            for (int t : IntStream.range(0, example.length()).filter(isHeld).toArray()) {
                held.add(i + ":" + t);
            }
        }
        return held;
    }

    private static Example example(double advantage) {
        return Example.judged(new int[5], new float[] {1, 1, 1, 1, 1}, new float[5], advantage > 0, 0.5)
                .withAdvantage(advantage);
    }
}

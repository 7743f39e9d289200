package io.insitu.connectors.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NextTokenTest {
    private static final float THREE = (float) Math.log(3);
    private static final FloatBuffer LOGITS = FloatBuffer.wrap(new float[] {9, 9, 9, 0f, THREE, -2f});
    private static final double TOTAL = 1 + 3 + Math.exp(-2);

    private static NextToken drawing(double temperature, int topK, double topP) {
        return new NextToken(new SamplingOptions(1, temperature, 42, Set.of(), topK, topP));
    }

    private static int draw(NextToken next) {
        return next.draw(LOGITS, 1, 3).token();
    }

    /** How often each of the three tokens is drawn. */
    private static double[] shares(NextToken next) {
        int[] seen = new int[3];
        for (int i = 0; i < 20_000; i++) {
            seen[draw(next)]++;
        }
        return Arrays.stream(seen).mapToDouble(times -> times / 20_000.0).toArray();
    }

    @Test
    void atTemperatureZeroTheLikeliestTokenIsTaken() {
        assertThat(draw(drawing(0, 0, 1))).isEqualTo(1);
    }

    @Test
    void tokensAreDrawnAsOftenAsTheirProbabilitySays() {
        assertThat(shares(drawing(1, 0, 1)))
                .containsExactly(new double[] {1 / TOTAL, 3 / TOTAL, Math.exp(-2) / TOTAL}, within(0.01));
    }

    @Test
    void aHigherTemperatureEvensTheSharesOut() {
        double total = 1 + Math.sqrt(3) + Math.exp(-1);
        assertThat(shares(drawing(2, 0, 1)))
                .containsExactly(new double[] {1 / total, Math.sqrt(3) / total, Math.exp(-1) / total}, within(0.01));
    }

    @Test
    void topKDrawsFromTheLikeliestOnly() {
        assertThat(shares(drawing(1, 2, 1))).containsExactly(new double[] {0.25, 0.75, 0}, within(0.01));
        assertThat(shares(drawing(1, 1, 1))).containsExactly(new double[] {0, 1, 0}, within(0.0));
        assertThat(shares(drawing(1, 99, 1))[2]).isPositive();
    }

    @Test
    void topPDrawsFromTheFewestThatReachIt() {
        assertThat(shares(drawing(1, 0, 0.7))).containsExactly(new double[] {0, 1, 0}, within(0.0));
        assertThat(shares(drawing(1, 0, 0.8))).containsExactly(new double[] {0.25, 0.75, 0}, within(0.01));
        assertThat(shares(drawing(1, 2, 0.7))).containsExactly(new double[] {0, 1, 0}, within(0.0));
    }

    @Test
    void aLogProbabilityIsTheLogarithmOfTheSoftmaxWhateverTemperatureDrew() {
        NextToken next = drawing(0.01, 1, 0.5);
        assertThat(next.draw(LOGITS, 1, 3).logProb()).isCloseTo((float) Math.log(3 / TOTAL), within(1e-6f));
    }

    @Test
    void theLikeliestTokensAreToldInOrder() {
        NextToken next = drawing(0, 0, 1);
        draw(next);
        assertThat(next.alternatives(2)).extracting(NextToken.Drawn::token).containsExactly(1, 0);
        assertThat(next.alternatives(9)).extracting(NextToken.Drawn::token).containsExactly(1, 0, 2);
        assertThat(next.alternatives(3).get(2).logProb()).isCloseTo((float) (-2 - Math.log(TOTAL)), within(1e-6f));
    }

    @Test
    void logitsThatAreNoNumbersAreAnError() {
        FloatBuffer broken = FloatBuffer.wrap(new float[] {1, Float.NaN, 2});
        assertThatThrownBy(() -> drawing(1, 0, 1).draw(broken, 0, 3)).hasMessageContaining("not finite");
    }
}

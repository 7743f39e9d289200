package io.insitu.connectors.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class NextTokenTest {
    private static final FloatBuffer LOGITS = FloatBuffer.wrap(new float[] {0f, (float) Math.log(3), -2f});

    @Test
    void atTemperatureZeroTheLikeliestTokenIsTaken() {
        assertThat(new NextToken(0, 1).draw(LOGITS)).isEqualTo(1);
    }

    @Test
    void tokensAreDrawnAsOftenAsTheirProbabilitySays() {
        NextToken next = new NextToken(1, 42);
        int[] seen = new int[3];
        for (int i = 0; i < 20_000; i++) {
            seen[next.draw(LOGITS)]++;
        }
        double total = 1 + 3 + Math.exp(-2);
        assertThat(seen[0] / 20_000.0).isCloseTo(1 / total, within(0.01));
        assertThat(seen[1] / 20_000.0).isCloseTo(3 / total, within(0.01));
    }

    @Test
    void aLogProbabilityIsTheLogarithmOfTheSoftmax() {
        double total = 1 + 3 + Math.exp(-2);
        assertThat(NextToken.logProb(LOGITS, 1)).isCloseTo(Math.log(3 / total), within(1e-6));
        assertThat(NextToken.logProb(LOGITS, 2)).isCloseTo(-2 - Math.log(total), within(1e-6));
    }

    @Test
    void logitsThatAreNoNumbersAreAnError() {
        FloatBuffer broken = FloatBuffer.wrap(new float[] {1, Float.NaN, 2});
        assertThatThrownBy(() -> new NextToken(1, 1).draw(broken)).hasMessageContaining("not finite");
    }
}

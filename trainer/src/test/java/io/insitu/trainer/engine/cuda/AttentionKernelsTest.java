package io.insitu.trainer.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.insitu.trainer.engine.AttentionShape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attention against the CPU engine: on the host, and on a device where one is. */
@ParameterizedClass
@MethodSource("io.insitu.trainer.engine.cuda.Devices#here")
class AttentionKernelsTest {
    private static final double OUTPUT = 0.006;

    /** A query that sees two or three keys has a small gradient, the difference of sums that each carry the rounding of its output. */
    private static final double GRADIENT = 0.02;

    @Parameter
    Devices where;

    /** @param gap elements between rows */
    record Case(AttentionShape shape, List<Integer> lengths, int gap) {}

    static Stream<Case> cases() {
        List<List<Integer>> packs = List.of(
                List.of(1),
                List.of(2),
                List.of(17),
                List.of(63),
                List.of(64),
                List.of(65),
                List.of(130),
                List.of(1, 65, 2, 17));
        List<AttentionShape> shapes = List.of(
                new AttentionShape(1, 1, 16),
                new AttentionShape(6, 2, 16),
                new AttentionShape(4, 2, 32),
                new AttentionShape(1, 1, 64),
                new AttentionShape(2, 1, 64),
                new AttentionShape(1, 1, 128),
                new AttentionShape(2, 1, 128));
        List<Case> cases = new ArrayList<>();
        for (AttentionShape shape : shapes) {
            for (List<Integer> pack : packs) {
                cases.add(new Case(shape, pack, 8 * (cases.size() % 3)));
            }
        }
        cases.add(new Case(new AttentionShape(7, 1, 64), List.of(65), 16)); // a group that divides no tile
        cases.add(new Case(new AttentionShape(14, 2, 64), List.of(17, 40), 8)); // as Qwen2.5-0.5B
        cases.add(new Case(new AttentionShape(7, 1, 128), List.of(1, 37), 0)); // as Qwen2.5-7B, which has four of these
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void attentionIsThatOfTheCpu(Case c) {
        try (AttentionPass pass = new AttentionPass(where, c.shape, c.lengths, c.gap, 1)) {
            near(pass, pass.out(), pass.cpuOut(), 0, c.shape.heads(), OUTPUT);
            sumsAreExact(pass);
            float[] gradient = pass.dQkv();
            float[] twin = pass.cpuDQkv();
            near(pass, gradient, twin, 0, c.shape.heads(), GRADIENT);
            near(pass, gradient, twin, c.shape.heads(), c.shape.kvHeads(), GRADIENT);
            near(pass, gradient, twin, c.shape.heads() + c.shape.kvHeads(), c.shape.kvHeads(), GRADIENT);
        }
    }

    /** Scores of some hundreds: the reference of the running sums moves, and most probabilities are nothing. */
    @ParameterizedTest
    @ValueSource(ints = {64, 128})
    void sharpAttentionIsThatOfTheCpu(int headDim) {
        try (AttentionPass pass = new AttentionPass(where, new AttentionShape(3, 1, headDim), List.of(130), 0, 60)) {
            near(pass, pass.out(), pass.cpuOut(), 0, 3, OUTPUT);
            sumsAreExact(pass);
        }
    }

    private static void sumsAreExact(AttentionPass pass) {
        float[] sums = pass.logSumExps();
        int rows = pass.segments.rows();
        for (int i = 0; i < sums.length; i++) {
            double exact = pass.logSumExp(i / rows, i % rows);
            assertThat((double) sums[i])
                    .as("log-sum-exp of head %d, row %d", i / rows, i % rows)
                    .isCloseTo(exact, within(2e-6 + 5e-7 * Math.abs(exact)));
        }
    }

    /**
     * Every head of every row by itself, so that a wrong one does not hide among many. Roundings to bf16 (of probabilities, of
     * outputs, of score gradients) leave an error that is small beside the vector, or, where the vector nearly cancels, beside
     * what such vectors measure.
     */
    private static void near(
            AttentionPass pass, float[] is, float[] shouldBe, int firstHead, int heads, double tolerance) {
        assertThat(is).hasSameSizeAs(shouldBe);
        int dim = pass.shape.headDim();
        int all = is.length / dim / pass.segments.rows();
        float[] zeros = new float[is.length];
        double squares = 0;
        int vectors = 0;
        for (boolean check : new boolean[] {false, true}) {
            for (int v = 0; v < is.length / dim; v++) {
                if (v % all < firstHead || v % all >= firstHead + heads) {
                    continue;
                }
                double size = norm(shouldBe, zeros, v * dim, dim);
                if (check) {
                    assertThat(norm(is, shouldBe, v * dim, dim))
                            .as("row %d, head %d, of size %g", v / all, v % all, size)
                            .isLessThanOrEqualTo(tolerance * (size + Math.sqrt(squares / vectors)) + 1e-5);
                } else {
                    squares += size * size;
                    vectors++;
                }
            }
        }
    }

    private static double norm(float[] a, float[] b, int from, int count) {
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
        }
        return Math.sqrt(sum);
    }
}

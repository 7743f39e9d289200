package io.insitu.trainer.check;

import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.step.StepWork;
import java.util.Arrays;
import java.util.Locale;

/**
 * Models of well-known sizes with a batch each; the weights are random. Only shapes: nothing of a model is fetched.
 *
 * <p>The floor of a step is its matrix products (frozen weights: 2 + 2 per parameter and token, low rank: 2 + 4) at the fastest
 * that large bf16 products were seen to run on one H200: no step can be faster.
 */
public enum Shape {
    HALF_B("0.5B", 896, 24, 14, 2, 4864, 151_936, true, 64, 0.45),
    ONE_AND_A_HALF_B("1.5B", 1536, 28, 12, 2, 8960, 151_936, true, 64, 0.50),
    SEVEN_B("7B", 3584, 28, 28, 4, 18_944, 152_064, false, 32, 0.60);

    /** Operations per second. */
    static final double FASTEST = 790e12;

    static final int RANK = 16;
    static final int SEQUENCE = 512;

    private final String title;
    private final ModelConfig config;
    private final int rows;
    private final double promised;

    Shape(
            String title,
            int hidden,
            int layers,
            int heads,
            int kvHeads,
            int feedForward,
            int vocabulary,
            boolean tied,
            int rows,
            double promised) {
        this.title = title;
        this.rows = rows;
        this.promised = promised;
        int head = hidden / heads;
        config = new ModelConfig(
                "qwen2", vocabulary, hidden, layers, heads, kvHeads, head, feedForward, 1e-6, 1e6, 4096, true, tied);
    }

    /** By its title, as on the command line. */
    static Shape named(String title) {
        return Arrays.stream(values())
                .filter(shape -> shape.title.equalsIgnoreCase(title.strip()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no shape " + title + "; there are "
                        + Arrays.toString(values()).toLowerCase(Locale.ROOT)));
    }

    ModelConfig config() {
        return config;
    }

    /** Sequences of a step. */
    int rows() {
        return rows;
    }

    int tokens() {
        return rows * SEQUENCE;
    }

    /** Share of the floor that was promised. */
    double promised() {
        return promised;
    }

    /** Operations of a step in which every token is a target. */
    double work() {
        return StepWork.perToken(config, RANK, SEQUENCE) * tokens();
    }

    double floorSeconds() {
        return work() / FASTEST;
    }

    @Override
    public String toString() {
        return title;
    }
}

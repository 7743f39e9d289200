package io.insitu.trainer.step;

import io.insitu.trainer.engine.AdamWStep;
import io.insitu.trainer.engine.Mat;
import io.insitu.trainer.engine.Memory;
import io.insitu.trainer.engine.Vectors;
import io.insitu.trainer.loss.LossTally;
import io.insitu.trainer.model.ParameterSpace;

/** Turns gradients into changed parameters, and reports what was applied. */
final class AdamW implements AutoCloseable {
    private final Vectors vectors;
    private final Optimization optimization;
    private final Memory parameters;
    private final Memory first;
    private final Memory second;
    private final long size;
    private final long decayed;
    private int steps;
    private int applied;

    /** @param decayed so many parameters, from the first on, shrink by weight decay */
    AdamW(Vectors vectors, Optimization optimization, Memory parameters, long size, long decayed) {
        this.vectors = vectors;
        this.optimization = optimization;
        this.parameters = parameters;
        this.size = size;
        this.decayed = decayed;
        first = vectors.allocate(size);
        second = vectors.allocate(size);
    }

    StepReport step(Gradients.Sum sum, long tokens) {
        steps++;
        LossTally tally = sum.tally();
        double norm = StrictMath.sqrt(vectors.sumOfSquares(sum.gradient()));
        double rate = optimization.rate().at(steps);
        boolean skipped = !Double.isFinite(norm) || !Double.isFinite(tally.meanLoss()) || tally.targets() == 0;
        double max = optimization.maxGradNorm();
        double scale = max > 0 ? Math.min(1, max / (norm + 1e-6)) : 1;
        Memory gradient = sum.gradient().memory();
        Part matrices = part(gradient, 0, decayed, rate, optimization.weightDecay(), scale);
        Part vectors = part(gradient, decayed, size - decayed, rate, 0, scale);
        skipped = skipped || !matrices.staysFinite() || !vectors.staysFinite();
        if (!skipped) {
            applied++;
            matrices.apply();
            vectors.apply();
        }
        return new StepReport(
                steps,
                skipped ? 0 : rate,
                tokens,
                tally.targets(),
                tally.meanLoss(),
                tally.topShare(),
                norm,
                skipped ? 0 : norm * scale,
                tally.clipShare(),
                tally.ratioMean(),
                tally.ratioMax(),
                tally.divergence(),
                tally.cappedTokens(),
                tally.entropy(),
                tally.skippedTokens(),
                tally.margin(),
                skipped);
    }

    LoraTraining.State state(float[] values) {
        return new LoraTraining.State(
                steps,
                applied,
                values,
                vectors.read(ParameterSpace.vector(first, 0, size)),
                vectors.read(ParameterSpace.vector(second, 0, size)));
    }

    void restore(LoraTraining.State state) {
        steps = state.steps();
        applied = state.applied();
        vectors.write(state.first(), ParameterSpace.vector(first, 0, size));
        vectors.write(state.second(), ParameterSpace.vector(second, 0, size));
    }

    /** What a step would do to some of the parameters. Moments are corrected for the updates they saw. */
    private Part part(Memory gradient, long from, long count, double rate, double decay, double scale) {
        AdamWStep step = new AdamWStep(
                applied + 1, rate, optimization.beta1(), optimization.beta2(), optimization.epsilon(), decay, scale);
        return new Part(
                vectors,
                ParameterSpace.vector(parameters, from, count),
                ParameterSpace.vector(first, from, count),
                ParameterSpace.vector(second, from, count),
                ParameterSpace.vector(gradient, from, count),
                step);
    }

    /** Asked before it is applied: half an update could not be taken back. */
    private record Part(Vectors vectors, Mat p, Mat m, Mat v, Mat g, AdamWStep step) {
        boolean staysFinite() {
            return p.columns() == 0 || vectors.adamWStaysFinite(p, m, v, g, step);
        }

        void apply() {
            if (p.columns() > 0) {
                vectors.adamW(p, m, v, g, step);
            }
        }
    }

    @Override
    public void close() {
        first.close();
        second.close();
    }
}

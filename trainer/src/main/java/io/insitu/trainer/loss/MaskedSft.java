package io.insitu.trainer.loss;

/** Supervised fine-tuning: -weight * logp of each target. */
public record MaskedSft() implements TokenLoss {
    @Override
    public double coefficient(Target target, double logProb, LossTally tally) {
        tally.token(-target.weight() * logProb);
        return -target.weight();
    }
}

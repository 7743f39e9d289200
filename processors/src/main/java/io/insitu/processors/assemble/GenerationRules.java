package io.insitu.processors.assemble;

import io.insitu.processors.Ids;
import io.insitu.schemas.event.Generation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What tokens and their log-probabilities must satisfy, because weights may be learnt from them. */
final class GenerationRules {
    /** What rounding may make of a certain token; a serving engine computes them in 16 or 32 bits. */
    private static final float ROUNDING = 1e-3f;

    private GenerationRules() {}

    /** The first rule it breaks, in words; null when it breaks none. Which tokens a model knows is the trainer's to say. */
    static @Nullable String violation(Generation generation) {
        int tokens = generation.getTokens().size();
        int logProbs = generation.getLogProbs().size();
        return Ids.first(
                logProbs == 0 || logProbs == tokens ? null : logProbs + " logProbs for " + tokens + " tokens",
                Ids.violationUnlessEmpty("baseModelId", generation.getBaseModelId()),
                Ids.violationUnlessEmpty("adapterId", generation.getAdapterId()),
                negative("promptTokens", generation.getPromptTokens()),
                negative("tokens", generation.getTokens()),
                improbable(generation.getLogProbs()));
    }

    private static @Nullable String negative(String field, List<Integer> tokens) {
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i) < 0) {
                return field + " must be at least 0, was " + tokens.get(i) + " at " + i;
            }
        }
        return null;
    }

    private static @Nullable String improbable(List<Float> logProbs) {
        for (int i = 0; i < logProbs.size(); i++) {
            float logProb = logProbs.get(i);
            if (!(logProb <= ROUNDING && Float.isFinite(logProb))) { // NaN is refused too
                return "logProbs must be finite and at most 0, was " + logProb + " at " + i;
            }
        }
        return null;
    }
}

package io.insitu.connectors.serving;

import io.insitu.connectors.onnx.ReferenceDecoder;
import io.insitu.schemas.model.LoraAdapter;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Asks a loaded adapter for the logits after a short fixed prompt and compares them with plain arithmetic over the same
 * files. That an adapter changes the logits is reported, not demanded: a fresh one rightly changes nothing.
 */
final class AdapterProbe {
    private static final int LENGTH = 4; // each costs a pass over the model in plain arithmetic
    private static final double TOLERANCE = 1e-3; // of the largest logit, or of 1

    private final AgentRuntime runtime;
    private final ReferenceDecoder reference;
    private final int[] prompt;
    private volatile float @Nullable [] base; // the same for every adapter

    AdapterProbe(AgentRuntime runtime, ReferenceDecoder reference) {
        this.runtime = runtime;
        this.reference = reference;
        this.prompt = prompt(runtime.config().vocabSize(), Math.min(LENGTH, runtime.context() - 1));
    }

    ProbeResult run(String adapterId, @Nullable LoraAdapter adapter, Pace pace) {
        float[] seen = logits(adapterId);
        float[] base = base();
        double[] expected;
        try {
            expected = reference.logits(prompt, adapter, pace::breathe)[prompt.length - 1];
        } catch (IOException e) {
            throw new ServingException("probe of adapter " + adapterId + ": base model: " + e.getMessage(), e);
        }
        double worst = 0;
        double effect = 0;
        double largest = 1;
        for (int v = 0; v < expected.length; v++) {
            double error = Math.abs(seen[v] - expected[v]);
            worst = Double.isNaN(error) ? Double.POSITIVE_INFINITY : Math.max(worst, error);
            effect = Math.max(effect, Math.abs(seen[v] - base[v]));
            largest = Math.max(largest, Math.abs(expected[v]));
        }
        boolean passed = worst <= TOLERANCE * largest;
        String summary = String.format(
                Locale.ROOT,
                "%d tokens, %d logits: error %.2g, allowed %.2g; effect against the base %.3g",
                prompt.length,
                expected.length,
                worst,
                TOLERANCE * largest,
                effect);
        return new ProbeResult(passed, worst, effect, summary);
    }

    private float[] base() {
        float[] known = base;
        if (known == null) {
            known = logits(AgentRuntime.BASE);
            base = known;
        }
        return known;
    }

    private static int[] prompt(int vocabulary, int length) {
        int[] prompt = new int[length];
        for (int i = 0; i < length; i++) {
            prompt[i] = (1 + 7 * i) % vocabulary;
        }
        return prompt;
    }

    private float[] logits(String adapterId) {
        try (Conversation conversation = runtime.beginWith(adapterId)) {
            return conversation.logitsAfter(prompt);
        }
    }
}

package io.insitu.processors.recall;

import io.insitu.processors.StageProcessor;
import io.insitu.processors.distil.DistilConfig;

/** Runs {@link RecallStage}. */
public final class RecallProcessor extends StageProcessor {
    public RecallProcessor(RecallConfig config, DistilConfig distil) {
        super(memories -> new RecallStage(config, distil, memories));
    }
}

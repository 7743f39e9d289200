package io.insitu.processors.distil;

import io.insitu.processors.StageProcessor;

/** Runs {@link DistilStage}. */
public final class DistilProcessor extends StageProcessor {
    public DistilProcessor(DistilConfig config) {
        super(memories -> new DistilStage(config, memories));
    }
}

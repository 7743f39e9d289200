package io.insitu.processors.gate;

import io.insitu.processors.StageProcessor;

/** Runs {@link GateStage}. */
public final class GateProcessor extends StageProcessor {
    public GateProcessor(GateConfig config) {
        super(memories -> new GateStage(config, memories));
    }
}

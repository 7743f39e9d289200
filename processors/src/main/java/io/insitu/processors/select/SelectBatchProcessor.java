package io.insitu.processors.select;

import io.insitu.processors.StageProcessor;

/** Runs {@link SelectStage}. */
public final class SelectBatchProcessor extends StageProcessor {
    public SelectBatchProcessor(SelectConfig config) {
        super(memories -> new SelectStage(config, memories));
    }
}

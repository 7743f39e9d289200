package io.insitu.processors.lineage;

import io.insitu.processors.StageProcessor;

/** Runs {@link LineageStage}. */
public final class LineageProcessor extends StageProcessor {
    /**
     * @param maxFacts facts remembered per lineage
     */
    public LineageProcessor(int maxFacts) {
        super(memories -> new LineageStage(maxFacts, memories));
    }
}

package io.insitu.processors.distil;

import io.insitu.processors.StageFact;
import io.insitu.processors.StageProcessor;

/** Runs {@link DistilStage}. */
public final class DistilProcessor extends StageProcessor {
    public DistilProcessor(DistilConfig config, AskingConfig asking) {
        super(memories -> new DistilStage(config, asking, memories));
    }

    /** {@code recall} credits the same entries with the same experience; its revision must follow ours on the log. */
    @Override
    protected boolean tellsFirst(StageFact fact) {
        return fact instanceof StageFact.Scored;
    }
}

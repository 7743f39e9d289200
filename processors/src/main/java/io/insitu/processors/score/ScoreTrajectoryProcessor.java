package io.insitu.processors.score;

import io.insitu.processors.StageProcessor;

/** Runs {@link ScoreStage}. */
public final class ScoreTrajectoryProcessor extends StageProcessor {
    public ScoreTrajectoryProcessor(ScoreConfig config) {
        super(memories -> new ScoreStage(config, memories));
    }
}

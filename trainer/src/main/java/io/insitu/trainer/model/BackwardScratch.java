package io.insitu.trainer.model;

import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.engine.Arena;
import io.insitu.trainer.engine.Mat;

/** Gradients of activations, used by one layer after the other. */
record BackwardScratch(Mat dHidden, Mat dQkv, Mat dAttended, Mat dGateUp, Mat dGated, Mat du) {
    BackwardScratch(Arena arena, ModelConfig config, int rows, int rank) {
        this(
                arena.mat(rows, config.hidden()),
                arena.mat(rows, config.qkvWidth()),
                arena.mat(rows, config.attentionWidth()),
                arena.mat(rows, 2 * config.feedForward()),
                arena.mat(rows, config.feedForward()),
                arena.mat(rows, rank));
    }
}

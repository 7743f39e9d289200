package io.insitu.trainer.model;

import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.engine.Arena;
import io.insitu.trainer.engine.Mat;

/** What a layer keeps of its forward pass for its backward pass. */
record LayerActivations(
        Mat in,
        Mat normed,
        Mat rstd,
        Mat qkv,
        Mat probabilities,
        Mat attended,
        Mat middle,
        Mat normedMiddle,
        Mat rstdMiddle,
        Mat gateUp,
        Mat gated,
        Mat out,
        Mat uQkv,
        Mat uO,
        Mat uGateUp,
        Mat uDown) {
    LayerActivations(Arena arena, ModelConfig config, Mat in, Layer layer, long probabilities) {
        this(
                in,
                arena.mat(in.rows(), config.hidden()),
                arena.vector(in.rows()),
                arena.mat(in.rows(), config.qkvWidth()),
                arena.room(probabilities),
                arena.mat(in.rows(), config.attentionWidth()),
                arena.mat(in.rows(), config.hidden()),
                arena.mat(in.rows(), config.hidden()),
                arena.vector(in.rows()),
                arena.mat(in.rows(), 2 * config.feedForward()),
                arena.mat(in.rows(), config.feedForward()),
                arena.mat(in.rows(), config.hidden()),
                arena.mat(in.rows(), layer.qkv().rank()),
                arena.mat(in.rows(), layer.o().rank()),
                arena.mat(in.rows(), layer.gateUp().rank()),
                arena.mat(in.rows(), layer.down().rank()));
    }
}

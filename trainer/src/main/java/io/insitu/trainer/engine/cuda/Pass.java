package io.insitu.trainer.engine.cuda;

import io.insitu.trainer.engine.AttentionShape;
import io.insitu.trainer.engine.cuda.Workspace.Kept;

/**
 * One way through the decoder: where it writes, and how wide its adapter is.
 *
 * @param ranks none when the adapter is off
 * @param learns whether a way back follows
 */
record Pass(Workspace work, Ranks ranks, AttentionPlan attention, AttentionShape shape, float eps, boolean learns) {
    /** The input of a layer; where nothing is kept, two take turns. */
    Rows residual(int layer) {
        return work.residuals.get(layer % work.residuals.size());
    }

    Kept kept(int layer) {
        return work.layers.get(layer % work.layers.size());
    }
}

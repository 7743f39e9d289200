package io.insitu.trainer.engine.cuda;

import io.insitu.trainer.engine.AttentionShape;
import io.insitu.trainer.engine.cuda.Workspace.Kept;

/**
 * One way through the decoder: where it writes, and how wide its adapter is.
 *
 * @param ranks none when the adapter is off
 * @param learns whether a way back follows
 * @param rows tokens, with those that fill up
 * @param sequences that attention has room for
 */
record Pass(
        Workspace work,
        Ranks ranks,
        AttentionPlan attention,
        AttentionShape shape,
        CudaRope rope,
        float eps,
        boolean learns,
        int rows,
        int sequences) {
    /** The residual stream before a layer, which is that after the one before; gone when the next but one begins. */
    Rows residual(int layer) {
        return work.residual.get(layer % 2);
    }

    Kept kept(int layer) {
        return work.layers.get(layer % work.layers.size());
    }
}

package io.insitu.trainer.engine.cuda;

import io.insitu.trainer.engine.cuda.AdapterPlaces.Part;
import io.insitu.trainer.engine.cuda.AdapterPlaces.Side;
import io.insitu.trainer.engine.cuda.CudaWeights.LayerWeights;
import io.insitu.trainer.engine.cuda.Rows.Type;
import io.insitu.trainer.engine.cuda.Workspace.Kept;
import io.insitu.trainer.model.Stack;
import org.jspecify.annotations.Nullable;

/**
 * One layer of one pass. Forward, each product gives base plus adapter, and the product back to the residual stream adds it, too.
 * Backward, the gradient of the residual stream collects in dx. Both streams are float32, as everything is that many are added to;
 * products read them rounded.
 */
final class CudaLayer {
    private final Device device;
    private final RowKernels kernels;
    private final CudaWeights weights;
    private final LayerWeights layer;
    private final int number;
    private final Pass pass;
    private final Workspace work;
    private final Kept kept;

    CudaLayer(Device device, RowKernels kernels, CudaWeights weights, int number, Pass pass) {
        this.device = device;
        this.kernels = kernels;
        this.weights = weights;
        this.number = number;
        this.pass = pass;
        layer = weights.layers().get(number);
        work = pass.work();
        kept = pass.kept(number);
    }

    void forward() {
        int hidden = weights.config().hidden();
        int ff = weights.config().feedForward();
        Rows in = pass.residual(number);
        Rows normed = kept.normed().columns(0, hidden);
        kernels.rmsNorm(in, 0, layer.inputNorm(), pass.eps(), normed, kept.in(), kept.rstd());
        project(Stack.QKV, kept.normed(), null, kept.qkv());
        kernels.rope(kept.qkv(), work.positions, pass.rope().cos(), pass.rope().sin(), pass.shape(), 1);
        pass.attention().forward(device, work.tiles, kept.qkv(), attended(), kept.logSumExp());
        project(Stack.O, kept.attended(), in, work.middle);
        Rows normedMiddle = kept.normedMiddle().columns(0, hidden);
        kernels.rmsNorm(work.middle, 0, layer.middleNorm(), pass.eps(), normedMiddle, kept.middle(), kept.rstdMiddle());
        Rows gateUp = kept.gateUp().columns(0, 2 * ff);
        project(Stack.GATE_UP, kept.normedMiddle(), null, gateUp);
        kernels.swiGlu(gateUp, work.gated.columns(0, ff));
        project(Stack.DOWN, work.gated, work.middle, pass.residual(number + 1));
        if (pass.ranks().down() > 0) {
            kernels.copy(work.gated.columns(ff, pass.ranks().down()), kept.downU());
        }
    }

    /** y = [x u] [W sB]^T + bias + added, after u = x A^T is written beside x. */
    private void project(Stack stack, Rows x, @Nullable Rows added, Rows y) {
        AugmentedStack w = layer.of(stack);
        int rank = pass.ranks().of(stack);
        if (rank > 0) {
            device.multiply(Product.of(x.columns(0, w.in()), false, w.a(rank), true, x.columns(w.in(), rank)));
        }
        Product product = Product.of(x.columns(0, w.in() + rank), false, w.widened(rank), true, y)
                .biased(w.bias());
        device.multiply(added == null ? product : product.plus(added));
    }

    /** Overwrites this layer's part of the gradient, and turns dx into the gradient of the layer's input unless nothing below learns. */
    void backward(AdapterPlaces places, long gradient) {
        int hidden = weights.config().hidden();
        int ff = weights.config().feedForward();
        Rows read = work.dxRead.columns(0, hidden);
        // gated holds the gradient of itself until swiGluBackward makes itself of it; gateUp becomes its own gradient
        Rows gated = work.gated.columns(0, ff);
        Rows gateUp = kept.gateUp().columns(0, 2 * ff);
        back(Stack.DOWN, work.dxRead, gated);
        kernels.swiGluBackward(gateUp, gated, gateUp, gated);
        learn(Stack.DOWN, places, gradient, work.dxRead, kept.downU(), gated);

        back(Stack.GATE_UP, kept.gateUp(), work.dHidden);
        learn(Stack.GATE_UP, places, gradient, kept.gateUp(), kept.normedMiddle());
        kernels.rmsNormBackward(kept.middle(), 0, layer.middleNorm(), kept.rstdMiddle(), work.dHidden, work.dx, read);

        if (number == 0 && pass.ranks().qkv() == 0) {
            backU(Stack.O, work.dxRead);
            learn(Stack.O, places, gradient, work.dxRead, kept.attended());
            return; // nothing below learns
        }
        back(Stack.O, work.dxRead, work.dAttended);
        learn(Stack.O, places, gradient, work.dxRead, kept.attended());
        Rows dQkv = work.dQkv.columns(0, kept.qkv().columns());
        pass.attention().dot(device, attended(), work.dAttended, work.delta);
        pass.attention().backward(device, work.tiles, kept.qkv(), work.dAttended, kept.logSumExp(), work.delta, dQkv);
        kernels.rope(dQkv, work.positions, pass.rope().cos(), pass.rope().sin(), pass.shape(), -1);
        if (number == 0) {
            backU(Stack.QKV, work.dQkv);
        } else {
            back(Stack.QKV, work.dQkv, work.dHidden);
        }
        learn(Stack.QKV, places, gradient, work.dQkv, kept.normed());
        if (number > 0) {
            kernels.rmsNormBackward(kept.in(), 0, layer.inputNorm(), kept.rstd(), work.dHidden, work.dx, read);
        }
    }

    /** dx = [dy du] [W; A], after du = dy sB is written beside dy. */
    private void back(Stack stack, Rows dy, Rows dx) {
        backU(stack, dy);
        AugmentedStack w = layer.of(stack);
        int rank = pass.ranks().of(stack);
        device.multiply(Product.of(dy.columns(0, w.out() + rank), false, w.lengthened(rank), false, dx));
    }

    private void backU(Stack stack, Rows dy) {
        AugmentedStack w = layer.of(stack);
        int rank = pass.ranks().of(stack);
        if (rank > 0) {
            device.multiply(Product.of(dy.columns(0, w.out()), false, w.b(rank), false, dy.columns(w.out(), rank)));
        }
    }

    private void learn(Stack stack, AdapterPlaces places, long gradient, Rows dy, Rows x) {
        int rank = pass.ranks().of(stack);
        int in = layer.of(stack).in();
        learn(stack, places, gradient, dy, x.columns(in, rank), x.columns(0, in));
    }

    /** dB = s dy^T u for each module, dA = du^T x for all of them at once. */
    private void learn(Stack stack, AdapterPlaces places, long gradient, Rows dy, Rows u, Rows x) {
        Side side = places.side(number, stack);
        if (side.rank() == 0) {
            return;
        }
        for (Part part : side.parts()) {
            Rows dB = Rows.of(gradient + 4 * part.offsetOfB(), part.out(), places.rank(), Type.F32);
            device.multiply(Product.of(
                            dy.columns(part.outFrom(), part.out()),
                            true,
                            u.columns(part.rankFrom(), places.rank()),
                            false,
                            dB)
                    .scaled(places.scale()));
        }
        Rows dA = Rows.of(gradient + 4 * side.offsetOfA(), side.rank(), x.columns(), Type.F32);
        device.multiply(Product.of(dy.columns(layer.of(stack).out(), side.rank()), true, x, false, dA));
    }

    private Rows attended() {
        return kept.attended().columns(0, weights.config().attentionWidth());
    }
}

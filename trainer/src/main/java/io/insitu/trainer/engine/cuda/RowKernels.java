package io.insitu.trainer.engine.cuda;

import io.insitu.trainer.engine.AttentionShape;
import io.insitu.trainer.engine.cuda.Rows.Type;

/** What kernels do to rows of activations, and how each is spread over a device. Attention has its own plan. */
final class RowKernels {
    private static final int WARPS = 8;

    private final Device device;

    RowKernels(Device device) {
        this.device = device;
    }

    void copy(Rows from, Rows to) {
        from.mustBe(Type.BF16);
        to.mustBe(Type.BF16).mustMeasure(from.rows(), from.columns());
        if (to.rows() > 0) {
            device.launch(
                    Kernel.named("copy_rows"),
                    warps(to.rows()),
                    from.address(),
                    from.stride(),
                    to.address(),
                    to.stride(),
                    to.rows(),
                    to.columns());
        }
    }

    /** to[i] = from[rows[i]], widened. */
    void embed(Rows from, long rows, Rows to) {
        from.mustBe(Type.BF16);
        to.mustBe(Type.F32).mustMeasure(to.rows(), from.columns());
        if (to.rows() > 0) {
            device.launch(
                    Kernel.named("embed"),
                    warps(to.rows()),
                    from.address(),
                    from.stride(),
                    rows,
                    to.address(),
                    to.stride(),
                    to.rows(),
                    to.columns());
        }
    }

    /**
     * Of these rows of x.
     *
     * @param rows an address, or 0: all of them
     * @param weight and rstd are float32
     * @param kept x rounded, for the way back; without rows: there is none
     */
    void rmsNorm(Rows x, long rows, long weight, float eps, Rows y, Rows kept, long rstd) {
        x.mustBe(Type.F32);
        y.mustBe(Type.BF16).mustMeasure(rows == 0 ? x.rows() : y.rows(), x.columns());
        kept.mustBe(Type.BF16).mustMeasure(kept.rows() == 0 ? 0 : y.rows(), x.columns());
        if (y.rows() > 0) {
            device.launch(
                    Kernel.named("rms_norm"),
                    warps(y.rows()),
                    x.address(),
                    x.stride(),
                    rows,
                    weight,
                    Slots.of(eps),
                    y.address(),
                    y.stride(),
                    kept.rows() == 0 ? 0 : kept.address(),
                    kept.stride(),
                    rstd,
                    y.rows(),
                    y.columns());
        }
    }

    /** Adds to these rows of dx, and rounds what they become into read. */
    void rmsNormBackward(Rows x, long rows, long weight, long rstd, Rows dy, Rows dx, Rows read) {
        x.mustBe(Type.BF16);
        dy.mustBe(Type.BF16).mustMeasure(x.rows(), x.columns());
        dx.mustBe(Type.F32).mustMeasure(rows == 0 ? x.rows() : dx.rows(), x.columns());
        read.mustBe(Type.BF16).mustMeasure(dx.rows(), x.columns());
        if (dy.rows() > 0) {
            device.launch(
                    Kernel.named("rms_norm_backward"),
                    warps(dy.rows()),
                    x.address(),
                    x.stride(),
                    rows,
                    weight,
                    rstd,
                    dy.address(),
                    dy.stride(),
                    dx.address(),
                    dx.stride(),
                    read.address(),
                    read.stride(),
                    dy.rows(),
                    dy.columns());
        }
    }

    /** Rotates q and k in place; direction -1 turns gradients back. */
    void rope(Rows qkv, long positions, long cos, long sin, AttentionShape shape, int direction) {
        qkv.mustBe(Type.BF16);
        if (qkv.rows() > 0) {
            int octets = (shape.heads() + shape.kvHeads()) * ((shape.headDim() / 2 + 7) / 8); // one for each thread
            device.launch(
                    Kernel.named("rope"),
                    Launch.blocks(qkv.rows(), Math.min(256, (octets + 31) / 32 * 32)),
                    qkv.address(),
                    qkv.stride(),
                    positions,
                    cos,
                    sin,
                    shape.heads(),
                    shape.kvHeads(),
                    shape.headDim(),
                    direction);
        }
    }

    void swiGlu(Rows gateUp, Rows out) {
        gateUp.mustBe(Type.BF16).mustMeasure(out.rows(), 2 * out.columns());
        out.mustBe(Type.BF16);
        if (out.rows() > 0) {
            device.launch(
                    Kernel.named("swiglu"),
                    Launch.blocks(out.rows(), 128),
                    gateUp.address(),
                    gateUp.stride(),
                    out.address(),
                    out.stride(),
                    out.columns());
        }
    }

    /** Also writes what {@link #swiGlu} gave. dGateUp may be gateUp, and gated may be dOut. */
    void swiGluBackward(Rows gateUp, Rows dOut, Rows dGateUp, Rows gated) {
        gateUp.mustBe(Type.BF16).mustMeasure(dOut.rows(), 2 * dOut.columns());
        dGateUp.mustBe(Type.BF16).mustMeasure(dOut.rows(), 2 * dOut.columns());
        dOut.mustBe(Type.BF16);
        gated.mustBe(Type.BF16).mustMeasure(dOut.rows(), dOut.columns());
        if (dOut.rows() > 0) {
            device.launch(
                    Kernel.named("swiglu_backward"),
                    Launch.blocks(dOut.rows(), 128),
                    gateUp.address(),
                    gateUp.stride(),
                    dOut.address(),
                    dOut.stride(),
                    dGateUp.address(),
                    dGateUp.stride(),
                    gated.address(),
                    gated.stride(),
                    dOut.columns());
        }
    }

    /** Uniform in [-bound, bound), from the seed and the place alone. */
    void fillUniform(Rows to, float bound, long seed) {
        to.mustBe(Type.BF16);
        device.launch(
                Kernel.named("fill_uniform"),
                warps(to.rows()),
                to.address(),
                to.stride(),
                to.rows(),
                to.columns(),
                Slots.of(bound),
                seed);
    }

    private static Launch warps(int rows) {
        return Launch.blocks((rows + WARPS - 1) / WARPS, 32 * WARPS);
    }
}

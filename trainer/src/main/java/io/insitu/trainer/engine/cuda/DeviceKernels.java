package io.insitu.trainer.engine.cuda;

import io.insitu.trainer.engine.AdamWStep;
import io.insitu.trainer.engine.AttentionShape;
import io.insitu.trainer.engine.cuda.Rows.Type;

/** What kernels do to rows of numbers, and how each is spread over a device. Attention has its own plan. */
final class DeviceKernels {
    /** Numbers that {@link #rowStats} leaves for each row. */
    static final int STATS = 4;

    /** Bytes of one entry of the table that {@link #placeAdapter} reads. */
    static final int PLACE_BYTES = 32;

    /** Blocks that sum squares, at most; as many doubles are needed for what each found. */
    static final int PARTIALS = 1024;

    private static final int WARPS = 8;
    private static final int PART = 8192;

    private final Device device;

    DeviceKernels(Device device) {
        this.device = device;
    }

    /** to[i] = from[rows[i]]. */
    void gather(Rows from, long rows, Rows to) {
        mustBe(Type.BF16, from, to);
        same(from.columns(), to.columns());
        if (to.rows() > 0) {
            device.launch(
                    Kernel.named("gather_rows"),
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

    void copy(Rows from, Rows to) {
        same(from.rows(), to.rows());
        gather(from, 0, to);
    }

    /** to[rows[i]] += from[i]; the rows are distinct. */
    void scatterAdd(Rows from, long rows, Rows to) {
        mustBe(Type.BF16, from, to);
        same(from.columns(), to.columns());
        if (from.rows() > 0) {
            device.launch(
                    Kernel.named("scatter_add_rows"),
                    warps(from.rows()),
                    from.address(),
                    from.stride(),
                    rows,
                    to.address(),
                    to.stride(),
                    from.rows(),
                    from.columns());
        }
    }

    /** @param weight and rstd are float32 */
    void rmsNorm(Rows x, long weight, float eps, Rows y, long rstd) {
        mustBe(Type.BF16, x, y);
        same(x.columns(), y.columns());
        if (x.rows() > 0) {
            device.launch(
                    Kernel.named("rms_norm"),
                    warps(x.rows()),
                    x.address(),
                    x.stride(),
                    weight,
                    Slots.of(eps),
                    y.address(),
                    y.stride(),
                    rstd,
                    x.rows(),
                    x.columns());
        }
    }

    /** Adds to dx. */
    void rmsNormBackward(Rows x, long weight, long rstd, Rows dy, Rows dx) {
        mustBe(Type.BF16, x, dy, dx);
        same(x.columns(), dy.columns());
        same(x.columns(), dx.columns());
        if (x.rows() > 0) {
            device.launch(
                    Kernel.named("rms_norm_backward"),
                    warps(x.rows()),
                    x.address(),
                    x.stride(),
                    weight,
                    rstd,
                    dy.address(),
                    dy.stride(),
                    dx.address(),
                    dx.stride(),
                    x.rows(),
                    x.columns());
        }
    }

    /** Rotates q and k in place; direction -1 turns gradients back. */
    void rope(Rows qkv, long positions, long cos, long sin, AttentionShape shape, int direction) {
        mustBe(Type.BF16, qkv);
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
        mustBe(Type.BF16, gateUp, out);
        same(gateUp.columns(), 2 * out.columns());
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
        mustBe(Type.BF16, gateUp, dOut, dGateUp, gated);
        same(gateUp.columns(), 2 * dOut.columns());
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

    /** Of each row: log sum exp, log-probability of its target, entropy, and whether the target is the likeliest. */
    void rowStats(Rows logits, long targets, long stats) {
        mustBe(Type.F32, logits);
        if (logits.rows() > 0) {
            device.launch(
                    Kernel.named("row_stats"),
                    Launch.blocks(logits.rows(), 512),
                    logits.address(),
                    logits.stride(),
                    targets,
                    stats,
                    logits.columns());
        }
    }

    /** gradient = coefficient (onehot(target) - softmax(logits)). */
    void softmaxGradient(Rows logits, long targets, long stats, long coefficients, Rows gradient) {
        mustBe(Type.F32, logits);
        mustBe(Type.BF16, gradient);
        same(logits.columns(), gradient.columns());
        if (logits.rows() > 0) {
            device.launch(
                    Kernel.named("softmax_gradient"),
                    new Launch(logits.rows(), (logits.columns() + PART - 1) / PART, 1, 256, 0),
                    logits.address(),
                    logits.stride(),
                    targets,
                    stats,
                    coefficients,
                    gradient.address(),
                    gradient.stride(),
                    logits.columns());
        }
    }

    /** Writes an adapter into the weights it rides on, as a table says; see place_adapter.cu. */
    void placeAdapter(long masters, long places, int count) {
        device.launch(Kernel.named("place_adapter"), new Launch(16, count, 1, 256, 0), masters, places);
    }

    /** Leaves a double at total; partials has room for {@link #PARTIALS} of them. */
    void sumOfSquares(long values, long count, long partials, long total) {
        int blocks = (int) Math.max(1, Math.min(PARTIALS, (count + 2047) / 2048));
        device.launch(Kernel.named("sum_of_squares"), Launch.blocks(blocks, 256), values, count, partials);
        device.launch(Kernel.named("sum_partials"), Launch.blocks(1, 256), partials, blocks, total);
    }

    void adamW(long p, long m, long v, long gradient, long count, AdamWStep step) {
        AdamWNumbers n = AdamWNumbers.of(step);
        device.launch(
                Kernel.named("adamw"),
                Launch.items((count + 3) / 4, 256),
                p,
                m,
                v,
                gradient,
                count,
                Slots.of(n.scale()),
                Slots.of(n.beta1()),
                Slots.of(n.beta2()),
                Slots.of(n.decay()),
                Slots.of(n.rate()),
                Slots.of(n.root()),
                Slots.of(n.epsilon()));
    }

    /** Sets the int at wrong to 1 when {@link #adamW} would leave a number that is none. */
    void adamWFinite(long p, long m, long v, long gradient, long count, AdamWStep step, long wrong) {
        AdamWNumbers n = AdamWNumbers.of(step);
        device.launch(
                Kernel.named("adamw_finite"),
                Launch.items((count + 3) / 4, 256),
                p,
                m,
                v,
                gradient,
                count,
                Slots.of(n.scale()),
                Slots.of(n.beta1()),
                Slots.of(n.beta2()),
                Slots.of(n.decay()),
                Slots.of(n.rate()),
                Slots.of(n.root()),
                Slots.of(n.epsilon()),
                wrong);
    }

    /** to += from; float32. */
    void add(long from, long to, long count) {
        device.launch(Kernel.named("add"), Launch.items((count + 7) / 8, 256), from, to, count);
    }

    /** From one type of numbers to the other. */
    void convert(Rows from, Rows to) {
        same(from.rows(), to.rows());
        same(from.columns(), to.columns());
        mustBe(from.type() == Type.F32 ? Type.BF16 : Type.F32, to);
        if (from.rows() > 0) {
            device.launch(
                    Kernel.named(to.type() == Type.BF16 ? "to_bf16_rows" : "to_f32_rows"),
                    warps(from.rows()),
                    from.address(),
                    from.stride(),
                    to.address(),
                    to.stride(),
                    from.rows(),
                    from.columns());
        }
    }

    /** Uniform in [-bound, bound), from the seed and the place alone. */
    void fillUniform(Rows to, float bound, long seed) {
        mustBe(Type.BF16, to);
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

    private static void mustBe(Type type, Rows... views) {
        for (Rows view : views) {
            if (view.type() != type) {
                throw new IllegalArgumentException("needs " + type + ", was " + view);
            }
        }
    }

    private static void same(int one, int other) {
        if (one != other) {
            throw new IllegalArgumentException(one + " and " + other + " should be equal");
        }
    }
}

package io.insitu.trainer.engine.cuda;

import io.insitu.trainer.engine.AdamWStep;

/** What kernels do to parameters, gradients and moments, float32 vectors all of them. */
final class VectorKernels {
    /** Bytes of one entry of the table that {@link #placeAdapter} reads. */
    static final int PLACE_BYTES = 32;

    /** Blocks that sum squares, at most; as many doubles are needed for what each found. */
    static final int PARTIALS = 1024;

    private final Device device;

    VectorKernels(Device device) {
        this.device = device;
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

    /** to += from. */
    void add(long from, long to, long count) {
        device.launch(Kernel.named("add"), Launch.items((count + 7) / 8, 256), from, to, count);
    }
}

package io.insitu.trainer.engine.cuda;

import io.insitu.trainer.engine.cuda.Rows.Type;
import org.jspecify.annotations.Nullable;

/**
 * The weights W (out, in) of modules that read one input, in one buffer with room for their adapters, so that one product gives
 * base plus adapter: with u = x A^T beside x, [x u] [W sB]^T = x W^T + s u B^T, and with du = dy sB beside dy, [dy du] [W; A] =
 * dy W + du A.
 * <pre>
 *            in      room
 *       +----------+------+
 *   out |    W     |  sB  |
 *       +----------+------+
 *  room |    A     | (none reads it)
 *       +----------+------+
 * </pre>
 */
final class AugmentedStack implements AutoCloseable {
    private final Device device;
    private final int out;
    private final int in;
    private final @Nullable Rows bias;
    private Rows all;
    private int room;

    /** Without room for an adapter yet. */
    AugmentedStack(Device device, int out, int in, boolean biased) {
        this.device = device;
        this.out = out;
        this.in = in;
        bias = biased ? Rows.of(device.allocate(2L * out), 1, out, Type.BF16) : null;
        all = allocate(0);
    }

    int in() {
        return in;
    }

    int out() {
        return out;
    }

    @Nullable
    Rows bias() {
        return bias;
    }

    /** Moves the weights to where so much rank fits, and says whether it had to; what was placed is lost. */
    boolean makeRoom(int rank) {
        if (rank <= room) {
            return false;
        }
        Rows old = all;
        all = allocate(rank);
        room = rank;
        new RowKernels(device).copy(old.rows(0, out).columns(0, in), weight());
        device.free(old.address());
        return true;
    }

    private Rows allocate(int rank) {
        int stride = (in + rank + 7) / 8 * 8; // rows start at multiples of 16 bytes
        long address = device.allocate(2L * (out + rank) * stride);
        return new Rows(address, out + rank, in + rank, stride, Type.BF16);
    }

    /** W (out, in). */
    Rows weight() {
        return all.rows(0, out).columns(0, in);
    }

    /** [W sB] (out, in + rank). */
    Rows widened(int rank) {
        return all.rows(0, out).columns(0, in + rank);
    }

    /** [W; A] (out + rank, in). */
    Rows lengthened(int rank) {
        return all.rows(0, out + rank).columns(0, in);
    }

    /** A (rank, in). */
    Rows a(int rank) {
        return all.rows(out, rank).columns(0, in);
    }

    /** sB (out, rank). */
    Rows b(int rank) {
        return all.rows(0, out).columns(in, rank);
    }

    @Override
    public void close() {
        device.free(all.address());
        if (bias != null) {
            device.free(bias.address());
        }
    }
}

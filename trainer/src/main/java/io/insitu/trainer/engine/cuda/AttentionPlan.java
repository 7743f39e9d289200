package io.insitu.trainer.engine.cuda;

import io.insitu.trainer.engine.AttentionShape;
import io.insitu.trainer.engine.Segments;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How attention over packed sequences is cut into the pieces that blocks of a device work on, and the launches for it. A piece is
 * four ints: first row and length of its sequence, first packed row or first key in it, and 0; attention.cuh says what packed rows
 * are. The pieces with most to do come first, so that the last blocks to end are short ones. A piece of length 0 is no work: the
 * launches of batches that differ in their lengths alone can be made the same with them.
 */
final class AttentionPlan {
    static final int PIECE = 4;

    private static final List<Integer> HEADS = List.of(16, 32, 64, 128);
    private static final int THREADS = 128;
    private static final int FORWARD_ROWS = 128;
    private static final int BACKWARD_ROWS = 64;
    private static final int KEYS = 64;
    private static final int MOST = Integer.MAX_VALUE - 1024;

    private final AttentionShape shape;
    private final int rows;
    private final List<int[]> forward;
    private final List<int[]> queries;
    private final List<int[]> keys;

    private AttentionPlan(AttentionShape shape, int rows, List<int[]> forward, List<int[]> queries, List<int[]> keys) {
        this.shape = shape;
        this.rows = rows;
        this.forward = forward;
        this.queries = queries;
        this.keys = keys;
    }

    /** Why there is no kernel for heads of this size; empty: there is one. */
    static Optional<String> refusal(int headDim) {
        return HEADS.contains(headDim)
                ? Optional.empty()
                : Optional.of(
                        "attention on a GPU has kernels for heads of " + HEADS + " numbers, the model has " + headDim);
    }

    /** @throws CudaException when there is no kernel for heads of this size */
    static AttentionPlan of(Segments segments, AttentionShape shape) {
        refusal(shape.headDim()).ifPresent(reason -> {
            throw new CudaException(reason + ": train it on the CPU (--device cpu)");
        });
        if (shape.heads() % shape.kvHeads() != 0) {
            throw new CudaException(
                    shape.heads() + " query heads cannot share " + shape.kvHeads() + " key heads evenly");
        }
        long group = shape.heads() / shape.kvHeads();
        for (int s = 0; s < segments.count(); s++) {
            if (segments.length(s) * group * group > MOST) { // position_of in attention.cuh is exact up to there
                throw new CudaException("a sequence of " + segments.length(s)
                        + " rows is longer than attention on a GPU takes, " + MOST / group / group);
            }
        }
        return new AttentionPlan(
                shape,
                segments.rows(),
                pieces(segments, (int) group, FORWARD_ROWS, false),
                pieces(segments, (int) group, BACKWARD_ROWS, false),
                pieces(segments, 1, KEYS, true));
    }

    /** The same with the launches of any plan for these rows in at most so many sequences. */
    AttentionPlan filled(int sequences) {
        long packed = (long) rows * (shape.heads() / shape.kvHeads());
        return new AttentionPlan(
                shape,
                rows,
                filled(forward, packed / FORWARD_ROWS + sequences),
                filled(queries, packed / BACKWARD_ROWS + sequences),
                filled(keys, rows / KEYS + sequences));
    }

    private static List<int[]> filled(List<int[]> pieces, long count) {
        List<int[]> all = new ArrayList<>(pieces);
        while (all.size() < count) {
            all.add(new int[PIECE]);
        }
        return all;
    }

    /** Ints that {@link #tiles} has at most, for so many rows in so many sequences. */
    static long tileInts(long rows, long sequences, AttentionShape shape) {
        long packed = rows * (shape.heads() / shape.kvHeads());
        return PIECE * (packed / FORWARD_ROWS + packed / BACKWARD_ROWS + rows / KEYS + 3 * sequences);
    }

    /** What the launches find at the address of the tiles, which is a multiple of 16. */
    int[] tiles() {
        int[] all = new int[PIECE * (forward.size() + queries.size() + keys.size())];
        int at = 0;
        for (List<int[]> list : List.of(forward, queries, keys)) {
            for (int[] piece : list) {
                System.arraycopy(piece, 0, all, at, PIECE);
                at += PIECE;
            }
        }
        return all;
    }

    /** Float32 numbers that log-sum-exps take, and that {@link #dot} leaves: one for each head and row. */
    long statistics() {
        return (long) shape.heads() * rows;
    }

    /** Reads q, k and v, writes out and its log-sum-exps. */
    void forward(Device device, long tiles, Rows qkv, Rows out, long logSumExp) {
        fits(qkv, shape.heads() + 2 * shape.kvHeads());
        fits(out, shape.heads());
        if (forward.isEmpty()) {
            return;
        }
        device.launch(
                kernel("attention_forward"),
                launch(forward, FORWARD_ROWS + 4 * KEYS, 0),
                qkv.address(),
                qkv.stride(),
                tiles,
                out.address(),
                out.stride(),
                logSumExp,
                rows,
                shape.heads(),
                shape.kvHeads(),
                scale());
    }

    /** The sums that {@link #backward} subtracts. */
    void dot(Device device, Rows out, Rows dOut, long delta) {
        fits(out, shape.heads());
        fits(dOut, shape.heads());
        if (rows == 0) {
            return;
        }
        device.launch(
                kernel("attention_dot"),
                Launch.items((long) rows * shape.heads() * shape.headDim() / 8, 256),
                out.address(),
                out.stride(),
                dOut.address(),
                dOut.stride(),
                delta,
                rows,
                shape.heads());
    }

    /** Overwrites the gradients of q, k and v. */
    void backward(Device device, long tiles, Rows qkv, Rows dOut, long logSumExp, long delta, Rows dQkv) {
        fits(qkv, shape.heads() + 2 * shape.kvHeads());
        fits(dQkv, shape.heads() + 2 * shape.kvHeads());
        fits(dOut, shape.heads());
        if (rows == 0) {
            return;
        }
        long queryTiles = tiles + (long) PIECE * Integer.BYTES * forward.size();
        long keyTiles = queryTiles + (long) PIECE * Integer.BYTES * queries.size();
        int statisticBytes = 4 * BACKWARD_ROWS * Float.BYTES;
        Launch byKeys = launch(keys, 2 * KEYS + 4 * BACKWARD_ROWS, statisticBytes);
        Launch byQueries = launch(queries, 2 * BACKWARD_ROWS + 4 * KEYS, 0);
        backward(device, "attention_backward_keys", byKeys, keyTiles, qkv, dOut, logSumExp, delta, dQkv);
        backward(device, "attention_backward_queries", byQueries, queryTiles, qkv, dOut, logSumExp, delta, dQkv);
    }

    private void backward(
            Device device,
            String file,
            Launch launch,
            long tiles,
            Rows qkv,
            Rows dOut,
            long logSumExp,
            long delta,
            Rows dQkv) {
        device.launch(
                kernel(file),
                launch,
                qkv.address(),
                qkv.stride(),
                dOut.address(),
                dOut.stride(),
                logSumExp,
                delta,
                tiles,
                dQkv.address(),
                dQkv.stride(),
                rows,
                shape.heads(),
                shape.kvHeads(),
                scale());
    }

    /**
     * @param packed rows of a position
     * @param descending whether the work falls towards the end of a sequence; a key is seen by all that follow, a query sees all
     *     that precede
     */
    private static List<int[]> pieces(Segments segments, int packed, int size, boolean descending) {
        List<int[]> pieces = new ArrayList<>();
        for (int s = 0; s < segments.count(); s++) {
            int all = segments.length(s) * packed;
            for (long first = 0; first < all; first += size) {
                pieces.add(new int[] {segments.start(s), segments.length(s), (int) first, 0});
            }
        }
        pieces.sort(
                Comparator.comparingInt(piece -> descending ? piece[2] - piece[1] : -piece[2])); // the sort is stable
        return pieces;
    }

    private Kernel kernel(String file) {
        return new Kernel(file, file + "_" + shape.headDim());
    }

    private Launch launch(List<int[]> pieces, int sharedRows, int moreBytes) {
        int shared = sharedRows * shape.headDim() * Rows.Type.BF16.bytes() + moreBytes;
        return new Launch(pieces.size(), shape.kvHeads(), 1, THREADS, shared);
    }

    private long scale() {
        return Slots.of((float) (1 / Math.sqrt(shape.headDim())));
    }

    /** Rows are moved in pieces of 16 bytes. */
    private void fits(Rows view, int heads) {
        boolean aligned = view.address() % 16 == 0 && view.stride() % 8 == 0;
        if (view.type() != Rows.Type.BF16
                || !aligned
                || view.rows() < rows
                || view.columns() < heads * shape.headDim()) {
            throw new IllegalArgumentException("attention needs " + rows + " rows of " + heads * shape.headDim()
                    + " bf16 numbers, each at a multiple of 16 bytes, not " + view);
        }
    }
}

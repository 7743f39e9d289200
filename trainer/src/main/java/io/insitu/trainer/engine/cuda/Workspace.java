package io.insitu.trainer.engine.cuda;

import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.engine.cuda.Rows.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * Where everything lies that a pass over packed sequences writes: views of one allocation, laid end to end. Laid out from address 0
 * it tells how large that allocation must be. What the targets decide comes last: a recording of the layers holds for any number of
 * them.
 */
final class Workspace {
    /** Rows of logits that a head holds at once. */
    static final int HEAD_ROWS = 2048;

    private static final int ALIGNED = 256;

    /**
     * What a pass works on.
     *
     * @param rows tokens
     * @param tiles ints of the attention plan
     * @param learns whether activations are kept for a backward pass
     */
    record Need(ModelConfig config, Ranks ranks, int rows, int targets, int tiles, boolean learns) {
        int headRows() {
            return Math.min(HEAD_ROWS, targets);
        }
    }

    /** What a layer leaves for its backward pass; x of each product has spare columns for x A^T. */
    record Kept(
            Rows in,
            Rows normed,
            long rstd,
            Rows qkv,
            long logSumExp,
            Rows attended,
            Rows middle,
            Rows normedMiddle,
            long rstdMiddle,
            Rows gateUp,
            Rows downU) {}

    final long tokens; // ints, like positions, tiles, rows of targets, targets
    final long positions;
    final long tiles;
    final List<Rows> residual; // the stream before a layer and after it, in turns
    final Rows middle; // the stream inside a layer
    final List<Kept> layers = new ArrayList<>();
    final Rows gated;
    final Rows dx;
    final Rows dxRead; // dx as products read it
    final Rows dHidden;
    final Rows dAttended;
    final Rows dQkv;
    final long delta;
    final long targetRows; // from here on, what the number of targets decides
    final long targets;
    final Rows ends;
    final Rows normedEnds;
    final long rstdEnds;
    final Rows logits;
    final long stats;
    final long coefficients;
    final Rows dLogits;
    final Rows dNormedEnds;

    private long end;

    Workspace(long address, Need need) {
        end = address;
        ModelConfig config = need.config();
        Ranks ranks = need.ranks();
        int t = need.rows();
        int n = need.targets();
        int hidden = config.hidden();
        int ff = config.feedForward();
        tokens = ints(t);
        positions = ints(t);
        tiles = ints(need.tiles());
        residual = List.of(floats(t, hidden), floats(t, hidden));
        middle = floats(t, hidden);
        int back = need.learns() ? t : 0;
        for (int i = 0; i < (need.learns() ? config.layers() : 1); i++) {
            layers.add(new Kept(
                    bf16(back, hidden),
                    bf16(t, hidden + ranks.qkv()),
                    floats(t),
                    bf16(t, config.qkvWidth()),
                    floats((long) t * config.heads()),
                    bf16(t, config.attentionWidth() + ranks.o()),
                    bf16(back, hidden),
                    bf16(t, hidden + ranks.gateUp()),
                    floats(t),
                    bf16(t, 2 * ff + ranks.gateUp()),
                    bf16(t, ranks.down())));
        }
        gated = bf16(t, ff + ranks.down());
        dx = floats(back, hidden);
        dxRead = bf16(back, hidden + Math.max(ranks.o(), ranks.down()));
        dHidden = bf16(back, hidden);
        dAttended = bf16(back, config.attentionWidth());
        dQkv = bf16(back, config.qkvWidth() + ranks.qkv());
        delta = floats((long) back * config.heads());
        targetRows = ints(n);
        targets = ints(n);
        int backEnds = need.learns() ? n : 0;
        ends = bf16(backEnds, hidden);
        normedEnds = bf16(n, hidden);
        rstdEnds = floats(n);
        logits = floats(need.headRows(), config.vocabSize());
        stats = floats((long) n * HeadKernels.STATS);
        coefficients = floats(backEnds);
        dLogits = bf16(need.learns() ? need.headRows() : 0, config.vocabSize());
        dNormedEnds = bf16(backEnds, hidden);
    }

    static long bytes(Need need) {
        return new Workspace(0, need).end;
    }

    /** The address behind the last number. */
    long end() {
        return end;
    }

    private long ints(long count) {
        return take(4 * count);
    }

    private long floats(long count) {
        return take(4 * count);
    }

    private Rows floats(int rows, int columns) {
        return rows(rows, columns, Type.F32);
    }

    private Rows bf16(int rows, int columns) {
        return rows(rows, columns, Type.BF16);
    }

    /** Rows start at multiples of 16 bytes. */
    private Rows rows(int rows, int columns, Type type) {
        int stride = (columns + 7) / 8 * 8;
        return new Rows(take((long) rows * stride * type.bytes()), rows, columns, stride, type);
    }

    private long take(long bytes) {
        long at = end;
        end = (end + bytes + ALIGNED - 1) / ALIGNED * ALIGNED;
        return at;
    }
}

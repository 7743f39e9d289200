package io.insitu.trainer.engine.cuda;

import io.insitu.trainer.engine.Segments;
import java.util.ArrayList;
import java.util.List;

/**
 * Sizes to which small passes are rounded up, so that a recording of one serves all of about its size: texts have every length, and
 * exact sizes would seldom come again. The rows more are one more sequence that nobody learns from. It adds zeros to sums over rows,
 * at their end, and touches no row that is not its own.
 */
final class Buckets {
    /** Up to so many rows, asking for a thousand kernels takes longer than some of them take. */
    static final int RECORDED_ROWS = 8192;

    private static final int FEWEST_ROWS = 64;
    private static final int FEWEST_SEQUENCES = 8;

    private Buckets() {}

    static boolean recorded(int rows) {
        return rows <= RECORDED_ROWS;
    }

    /** At most an eighth more, once there are a few; powers of two stay as they are, and so does what is not recorded. */
    static int rows(int rows) {
        if (!recorded(rows)) {
            return rows;
        }
        int step = Math.max(FEWEST_ROWS, Integer.highestOneBit(rows) / 8);
        return Math.max(1, (rows + step - 1) / step) * step;
    }

    /** Sequences that attention has room for: the next power of two. */
    static int sequences(int count) {
        return Math.max(FEWEST_SEQUENCES, Integer.highestOneBit(Math.max(1, count - 1)) * 2);
    }

    /** The same sequences, and one that fills the last rows. */
    static Segments filled(Segments segments) {
        int more = rows(segments.rows()) - segments.rows();
        if (more == 0) {
            return segments;
        }
        List<Integer> lengths = new ArrayList<>();
        for (int s = 0; s < segments.count(); s++) {
            lengths.add(segments.length(s));
        }
        lengths.add(more);
        return Segments.ofLengths(lengths);
    }
}

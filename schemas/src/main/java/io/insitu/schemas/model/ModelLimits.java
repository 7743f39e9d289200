package io.insitu.schemas.model;

/**
 * What a model's sizes may be: far beyond every model of these families, and small enough that the elements of a matrix, of a
 * stack of them and of a table of rotations are counted by an int. A number with a slip in it is refused by its name, before
 * memory is asked for.
 */
final class ModelLimits {
    private static final int WIDTH = 1 << 20;

    /** Positions times pairs of a head: a table of 1 GiB. */
    private static final long ROTATIONS = 1L << 27;

    private ModelLimits() {}

    static void check(
            int vocab, int hidden, int layers, int heads, int kvHeads, int headDim, int feedForward, int positions) {
        within("vocab_size", vocab, 1 << 24);
        within("hidden_size", hidden, WIDTH);
        within("num_hidden_layers", layers, 1024);
        within("num_attention_heads", heads, 4096);
        within("num_key_value_heads", kvHeads, 4096);
        within("head_dim", headDim, 4096);
        within("intermediate_size", feedForward, WIDTH);
        within("max_position_embeddings", positions, 1 << 24);
        matrix("vocab_size", vocab, hidden);
        matrix("num_attention_heads, q, k and v together:", (heads + 2 * kvHeads) * headDim, hidden);
        matrix("intermediate_size, gate and up together:", 2 * feedForward, hidden);
        long most = ROTATIONS / Math.max(1, headDim / 2);
        if (positions > most) {
            throw new IllegalArgumentException("max_position_embeddings must be at most " + most + " with head_dim "
                    + headDim + ", was " + positions);
        }
    }

    private static void within(String field, int size, int most) {
        if (size < 1 || size > most) {
            throw new IllegalArgumentException(field + " must be from 1 to " + most + ", was " + size);
        }
    }

    private static void matrix(String what, int rows, int columns) {
        if ((long) rows * columns > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    what + " " + rows + " times hidden_size " + columns + " must be at most " + Integer.MAX_VALUE);
        }
    }
}

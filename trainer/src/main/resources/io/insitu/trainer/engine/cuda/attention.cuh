/*
 * Shared by the attention kernels: how query rows are packed, how a tile lies in shared memory, how a warp reads it.
 *
 * Packing.  The query heads of one key head (a group) are rows of one matrix: packed row m is head m % group at
 *           position m / group. A key tile is read once for all of them, and any group size fills the tiles.
 *           Key k is visible to row m when k <= m / group, that is k * group <= m: no division in the inner loop.
 * Tiles.    Rows of HEAD bf16 in pieces of 16 bytes. Piece p of row r lies at p ^ turn(r), so that the eight rows of
 *           one ldmatrix, and the pieces of one row, fall on different banks.
 * Operands. Of mma.m16n8k16, lane = 4 i + j: an accumulator holds c0 c1 = (row i, columns 2j, 2j + 1) and c2 c3 = the
 *           same of row i + 8. Two neighbouring accumulators, rounded to bf16, are a left operand: probabilities never
 *           leave the registers.
 */
#define LOG2_E 1.44269504f
#define NEVER -1e38f /* a masked score: its exponential is exactly 0, and the difference of two is finite */

/* As AttentionPlan lists them: a segment, and the first packed row or key of it that the block works on. Length 0: nothing
 * to do. */
struct Tile {
    int start;
    int length;
    int first;
    int unused;
};

/* One segment under one key head: the columns of qkv, and how many packed rows there are. */
struct Heads {
    int group;
    int rows;
    unsigned share; /* 2^31 / group, rounded up */
    int query;
    int key;
    int value;
};

template <int HEAD>
DEVICE Heads heads_of(Tile tile, int heads, int kvHeads, int keyHead) {
    Heads h;
    h.group = heads / kvHeads;
    h.rows = tile.length * h.group;
    h.share = (0x7fffffffu + h.group) / h.group;
    h.query = keyHead * h.group * HEAD;
    h.key = (heads + keyHead) * HEAD;
    h.value = h.key + kvHeads * HEAD;
    return h;
}

DEVICE int lane_x() {
    return thread_x() & 31;
}

DEVICE int warp_x() {
    return thread_x() >> 5;
}

DEVICE float larger(float a, float b) {
    return a > b ? a : b;
}

/* m / group, exact while rows * group < 2^31: AttentionPlan sees to that. */
DEVICE int position_of(int m, Heads h) {
    return (int)((unsigned long long)m * h.share >> 31);
}

/* Where piece p of row r lies in a tile, in bytes. */
template <int HEAD>
DEVICE int place(int row, int piece) {
    const int pieces = HEAD / 8;
    int turn = pieces >= 8 ? row & 7 : (row * pieces / 8) & (pieces - 1);
    return row * HEAD * 2 + ((piece ^ turn) << 4);
}

/* The whole block starts copying ROWS rows, from key first of a segment, into a tile; from: the matrix, column: where
 * the keys or values are in it. Beyond the segment rows are zero. Kernel arguments stay as they came, because those
 * need no registers. */
template <int HEAD, int ROWS, int THREADS>
DEVICE void copy_keys(unsigned char* to, const bf16* from, int stride, int column, Tile tile, int first) {
    const int together = THREADS * 8 / HEAD; /* rows; a multiple of 8, so that a thread's pieces turn alike */
    int row = thread_x() * 8 / HEAD;
    int piece = thread_x() % (HEAD / 8);
    int offset = place<HEAD>(row, piece);
    const bf16* source = from + (long long)(tile.start + first + row) * stride + column + piece * 8;
    UNROLL
    for (int i = 0; i < ROWS; i += together) {
        bool there = first + row + i < tile.length;
        copy_async16(to, offset + i * HEAD * 2, there ? source : from, there);
        source += together * stride;
    }
}

/* The same for packed rows of queries or of gradients of outputs. */
template <int HEAD, int ROWS, int THREADS>
DEVICE void copy_queries(unsigned char* to, const bf16* from, int stride, Tile tile, int first, Heads h) {
    const int together = THREADS * 8 / HEAD;
    int row = thread_x() * 8 / HEAD;
    int piece = thread_x() % (HEAD / 8);
    int offset = place<HEAD>(row, piece);
    UNROLL
    for (int i = 0; i < ROWS; i += together) {
        int m = first + row + i;
        bool there = m < h.rows;
        int position = there ? position_of(m, h) : 0;
        int head = there ? m - position * h.group : 0;
        const bf16* source = from + (long long)(tile.start + position) * stride + h.query + head * HEAD + piece * 8;
        copy_async16(to, offset + i * HEAD * 2, source, there);
    }
}

/* Left operand, 16 x 16: rows row.. of a tile, columns 16 step... */
template <int HEAD>
DEVICE void load_left(unsigned a[4], const unsigned char* tile, int row, int step) {
    load_matrix_x4(a, tile, row * HEAD * 2 + (place<HEAD>(lane_x() & 15, lane_x() >> 4) ^ step << 5));
}

/* Right operand, 16 x 16, of a product with a tile's transpose: its columns are rows row.. of the tile. b[0], b[1]
 * serve the first eight columns, b[2], b[3] the others. */
template <int HEAD>
DEVICE void load_right(unsigned b[4], const unsigned char* tile, int row, int step) {
    int lane = lane_x();
    load_matrix_x4(b, tile, row * HEAD * 2 + (place<HEAD>((lane >> 4) * 8 + (lane & 7), (lane >> 3) & 1) ^ step << 5));
}

/* Right operand of a product with the tile itself: its rows are rows row.. of the tile, its columns 16 step... */
template <int HEAD>
DEVICE void load_right_plain(unsigned b[4], const unsigned char* tile, int row, int step) {
    load_matrix_x4_transposed(b, tile, row * HEAD * 2 + (place<HEAD>(lane_x() & 15, lane_x() >> 4) ^ step << 5));
}

/* Left operands of 16 rows each, LEFTS of them, HEAD columns: held in registers, or read from their tile each time. */
template <int HEAD, int LEFTS, bool HELD>
struct Left {
    const unsigned char* tile = nullptr;
    int row = 0;
    unsigned held[HELD ? LEFTS : 1][HELD ? HEAD / 16 : 1][4] = {};
};

/* Once the tile is there. */
template <int HEAD, int LEFTS, bool HELD>
DEVICE void hold(Left<HEAD, LEFTS, HELD>& left) {
    if constexpr (HELD) {
        UNROLL
        for (int t = 0; t < LEFTS; t++) {
            UNROLL
            for (int step = 0; step < HEAD / 16; step++) {
                load_left<HEAD>(left.held[t][step], left.tile, left.row + t * 16, step);
            }
        }
    }
}

template <int HEAD, int LEFTS, bool HELD>
DEVICE void operand(unsigned a[4], const Left<HEAD, LEFTS, HELD>& left, int t, int step) {
    if constexpr (HELD) {
        UNROLL
        for (int i = 0; i < 4; i++) {
            a[i] = left.held[t][step][i];
        }
    } else {
        load_left<HEAD>(a, left.tile, left.row + t * 16, step);
    }
}

/* c[t] (16 rows, COLUMNS) += left[t] (16 rows, HEAD) times the transpose of rows first.. of a tile. */
template <int HEAD, int LEFTS, int COLUMNS, bool HELD>
DEVICE void multiply_transposed(
        float c[LEFTS][COLUMNS / 8][4], const Left<HEAD, LEFTS, HELD>& left, const unsigned char* tile, int first) {
    UNROLL
    for (int step = 0; step < HEAD / 16; step++) {
        unsigned a[LEFTS][4];
        UNROLL
        for (int t = 0; t < LEFTS; t++) {
            operand(a[t], left, t, step);
        }
        UNROLL
        for (int n = 0; n < COLUMNS / 16; n++) {
            unsigned b[4];
            load_right<HEAD>(b, tile, first + n * 16, step);
            UNROLL
            for (int t = 0; t < LEFTS; t++) {
                mma_bf16(c[t][2 * n], a[t], b[0], b[1]);
                mma_bf16(c[t][2 * n + 1], a[t], b[2], b[3]);
            }
        }
    }
}

/* c[t] (16 rows, HEAD) += bf16(p[t]) (16 rows, COLUMNS) times rows first.. of a tile. */
template <int HEAD, int LEFTS, int COLUMNS>
DEVICE void multiply_plain(
        float c[LEFTS][HEAD / 8][4], const float p[LEFTS][COLUMNS / 8][4], const unsigned char* tile, int first) {
    UNROLL
    for (int k = 0; k < COLUMNS / 16; k++) {
        unsigned a[LEFTS][4];
        UNROLL
        for (int t = 0; t < LEFTS; t++) {
            a[t][0] = pack_bf16(p[t][2 * k][0], p[t][2 * k][1]);
            a[t][1] = pack_bf16(p[t][2 * k][2], p[t][2 * k][3]);
            a[t][2] = pack_bf16(p[t][2 * k + 1][0], p[t][2 * k + 1][1]);
            a[t][3] = pack_bf16(p[t][2 * k + 1][2], p[t][2 * k + 1][3]);
        }
        UNROLL
        for (int step = 0; step < HEAD / 16; step++) {
            unsigned b[4];
            load_right_plain<HEAD>(b, tile, first + k * 16, step);
            UNROLL
            for (int t = 0; t < LEFTS; t++) {
                mma_bf16(c[t][2 * step], a[t], b[0], b[1]);
                mma_bf16(c[t][2 * step + 1], a[t], b[2], b[3]);
            }
        }
    }
}

/* An accumulator, its first eight rows times low and the others times high, into 16 rows of a tile that only this warp
 * still uses: from there rows leave in whole pieces. */
template <int HEAD>
DEVICE void to_tile(unsigned char* tile, int row, const float c[HEAD / 8][4], float low, float high) {
    int i = row + (lane_x() >> 2);
    int offset = (lane_x() & 3) * 4;
    UNROLL
    for (int n = 0; n < HEAD / 8; n++) {
        *(unsigned*)(tile + place<HEAD>(i, n) + offset) = pack_bf16(c[n][0] * low, c[n][1] * low);
        *(unsigned*)(tile + place<HEAD>(i + 8, n) + offset) = pack_bf16(c[n][2] * high, c[n][3] * high);
    }
}

/* A warp brings ROWS packed rows, which begin at row of what is in shared memory and at first of the segment, to their
 * places in a matrix. */
template <int HEAD, int ROWS>
DEVICE void store_queries(
        bf16* to, int stride, const unsigned char* from, int row, Tile tile, int first, Heads h) {
    const int pieces = HEAD / 8;
    for (int i = lane_x(); i < ROWS * pieces; i += 32) {
        int m = first + i / pieces;
        if (m < h.rows) {
            int position = position_of(m, h);
            int column = h.query + (m - position * h.group) * HEAD + i % pieces * 8;
            *(Sixteen*)(to + (long long)(tile.start + position) * stride + column) =
                    *(const Sixteen*)(from + place<HEAD>(row + i / pieces, i % pieces));
        }
    }
}

/* The same for keys or values. */
template <int HEAD, int ROWS>
DEVICE void store_keys(bf16* to, int stride, int column, const unsigned char* from, int row, Tile tile, int first) {
    const int pieces = HEAD / 8;
    for (int i = lane_x(); i < ROWS * pieces; i += 32) {
        int key = first + i / pieces;
        if (key < tile.length) {
            *(Sixteen*)(to + (long long)(tile.start + key) * stride + column + i % pieces * 8) =
                    *(const Sixteen*)(from + place<HEAD>(row + i / pieces, i % pieces));
        }
    }
}

/* Where the statistic of a packed row is in (heads, rows). */
DEVICE long long statistic_at(int m, Tile tile, Heads h, int keyHead, int rows) {
    int position = position_of(m, h);
    int head = keyHead * h.group + m - position * h.group;
    return (long long)head * rows + tile.start + position;
}

/*
 * attention_forward: causal softmax attention of packed segments, grouped query heads, without the square in memory.
 *
 * Formula   for query head h at position i of a segment, over positions j <= i of the same segment:
 *           s_j = scale q_i . k_j,  L = log sum_j exp(s_j),  out_i = sum_j exp(s_j - L) v_j
 * Shapes    qkv (rows, stride) bf16 after rotation: q (heads, HEAD) | k (kvHeads, HEAD) | v (kvHeads, HEAD) in a row;
 *           out (rows, outStride) bf16; logSumExp (heads, rows) float32 = L; tiles: see attention.cuh
 * Launch    grid (query tiles, kvHeads), 128 threads, dynamic shared memory (ROWS + 4 KEYS) HEAD bf16
 * Twin      CpuAttention.forward (which keeps the probabilities where this keeps L)
 * Cost      4 HEAD FLOP for each head, row and key that it sees, and those of the masked half of diagonal tiles. Every
 *           byte of a key tile that comes from the L2 cache meets 128 rows, 128 FLOP; every byte that a warp reads from
 *           shared memory about 32 FLOP, or 22 with HEAD 128. sm_90, ptxas 13.0: 195 and 247 registers for HEAD 64 and
 *           128, none spilled, so 2 blocks or 8 warps a multiprocessor; 48 and 96 kB of shared memory each.
 *
 * A warp owns 32 packed rows and goes through the keys in tiles, the next tile on its way by cp.async while this one is
 * multiplied: scores in registers, running maximum and sum (1805.02867; FlashAttention-2, 2307.08691), probabilities
 * rounded to bf16 as the left operand of the second product. Tiles beyond the last position of the block are not
 * read, tiles beyond that of a warp not multiplied.
 */
#include "attention.cuh"

template <int HEAD_SIZE>
struct Forward {
    static const int HEAD = HEAD_SIZE;
    static const int THREADS = 128;
    static const int LEFTS = 2; /* of sixteen rows: what a warp reads of a key tile serves both */
    static const int ROWS = THREADS / 32 * LEFTS * 16;
    static const int KEYS = 64;
    static const int STEP = 32; /* keys whose scores are held at a time: what registers allow */
    static const bool HELD = HEAD <= 64; /* queries stay in registers */
    static const int TILE = KEYS * HEAD * 2; /* bytes */
};

/* Sixteen rows of a warp between two key tiles. */
template <class F>
struct Running {
    float out[F::LEFTS][F::HEAD / 8][4];
    float most[F::LEFTS][2]; /* the reference, a score before scaling, of rows i and i + 8 */
    float sum[F::LEFTS][2];  /* of this lane's columns alone */
};

template <class F>
DEVICE void start(Running<F>& r) {
    UNROLL
    for (int t = 0; t < F::LEFTS; t++) {
        UNROLL
        for (int half = 0; half < 2; half++) {
            r.most[t][half] = NEVER;
            r.sum[t][half] = 0;
        }
        UNROLL
        for (int n = 0; n < F::HEAD / 8; n++) {
            UNROLL
            for (int i = 0; i < 4; i++) {
                r.out[t][n][i] = 0;
            }
        }
    }
}

/* row: the packed row of this lane's first row; column: the key of its first column. */
template <class F>
DEVICE void mask(float s[F::STEP / 8][4], int row, int column, int group) {
    UNROLL
    for (int n = 0; n < F::STEP / 8; n++) {
        UNROLL
        for (int i = 0; i < 4; i++) {
            if ((column + n * 8 + (i & 1)) * group > row + (i >> 1) * 8) {
                s[n][i] = NEVER;
            }
        }
    }
}

/* Scores become probabilities relative to a reference near their maximum: the old one, unless a score is 2^8 times as
 * likely, which is rare after the first keys. Then what was summed under the old one is rescaled. */
template <class F>
DEVICE void soften(Running<F>& r, float s[F::STEP / 8][4], int t, int half, float toLog2) {
    float most = NEVER;
    UNROLL
    for (int n = 0; n < F::STEP / 8; n++) {
        most = larger(most, larger(s[n][2 * half], s[n][2 * half + 1]));
    }
    most = larger(most, shuffle_xor(most, 1));
    most = larger(most, shuffle_xor(most, 2));
    float rise = (most - r.most[t][half]) * toLog2;
    if (rise > 8) {
        float factor = exp2_fast(-rise);
        UNROLL
        for (int n = 0; n < F::HEAD / 8; n++) {
            r.out[t][n][2 * half] *= factor;
            r.out[t][n][2 * half + 1] *= factor;
        }
        r.sum[t][half] *= factor;
        r.most[t][half] = most;
    }
    float from = r.most[t][half] * toLog2;
    UNROLL
    for (int n = 0; n < F::STEP / 8; n++) {
        s[n][2 * half] = exp2_fast(s[n][2 * half] * toLog2 - from);
        s[n][2 * half + 1] = exp2_fast(s[n][2 * half + 1] * toLog2 - from);
        r.sum[t][half] += s[n][2 * half] + s[n][2 * half + 1];
    }
}

/* STEP keys, from key of their tile, for one warp. first: its first packed row; firstKey: the key that key is. */
template <class F>
DEVICE void visit(Running<F>& r, const Left<F::HEAD, F::LEFTS, F::HELD>& q, const unsigned char* keys,
        const unsigned char* values, int key, int first, int firstKey, int group, float toLog2) {
    float s[F::LEFTS][F::STEP / 8][4] = {};
    multiply_transposed<F::HEAD, F::LEFTS, F::STEP>(s, q, keys, key);
    bool whole = (firstKey + F::STEP - 1) * group <= first;
    UNROLL
    for (int t = 0; t < F::LEFTS; t++) {
        if (!whole) {
            mask<F>(s[t], first + t * 16 + (lane_x() >> 2), firstKey + (lane_x() & 3) * 2, group);
        }
        soften<F>(r, s[t], t, 0, toLog2);
        soften<F>(r, s[t], t, 1, toLog2);
    }
    sync_warp(); /* rows may have rescaled while others did not */
    multiply_plain<F::HEAD, F::LEFTS, F::STEP>(r.out, s, values, key);
}

/* Outputs and log-sum-exps to their places; own: this warp's own rows of the queries, no longer needed. */
template <class F>
DEVICE void finish(Running<F>& r, unsigned char* own, int row, Tile tile, int first, Heads h, bf16* out, int stride,
        float* logSumExp, int rows, float scale) {
    UNROLL
    for (int t = 0; t < F::LEFTS; t++) {
        float inverse[2];
        UNROLL
        for (int half = 0; half < 2; half++) {
            float sum = r.sum[t][half];
            sum += shuffle_xor(sum, 1);
            sum += shuffle_xor(sum, 2);
            inverse[half] = 1 / sum;
            int m = first + t * 16 + half * 8 + (lane_x() >> 2);
            if ((lane_x() & 3) == 0 && m < h.rows) {
                logSumExp[statistic_at(m, tile, h, block_y(), rows)] = r.most[t][half] * scale + log_fast(sum);
            }
        }
        to_tile<F::HEAD>(own, row + t * 16, r.out[t], inverse[0], inverse[1]);
    }
    sync_warp();
    store_queries<F::HEAD, F::LEFTS * 16>(out, stride, own, row, tile, first, h);
}

template <class F>
DEVICE void attention_forward(unsigned char* shared, const bf16* qkv, int stride, const Tile* tiles, bf16* out,
        int outStride, float* logSumExp, int rows, int heads, int kvHeads, float scale) {
    Tile tile = tiles[block_x()];
    if (tile.length == 0) {
        return; /* the whole block, before any barrier */
    }
    Heads h = heads_of<F::HEAD>(tile, heads, kvHeads, block_y());
    unsigned char* queries = shared;
    unsigned char* keys = queries + F::ROWS * F::HEAD * 2;
    unsigned char* values = keys + 2 * F::TILE;
    int end = tile.first + F::ROWS < h.rows ? tile.first + F::ROWS : h.rows;
    int lastPosition = position_of(end - 1, h);
    copy_queries<F::HEAD, F::ROWS, F::THREADS>(queries, qkv, stride, tile, tile.first, h);
    copy_keys<F::HEAD, F::KEYS, F::THREADS>(keys, qkv, stride, h.key, tile, 0);
    copy_keys<F::HEAD, F::KEYS, F::THREADS>(values, qkv, stride, h.value, tile, 0);
    commit_async();

    int row = warp_x() * F::LEFTS * 16;
    int first = tile.first + row;
    Left<F::HEAD, F::LEFTS, F::HELD> q;
    q.tile = queries;
    q.row = row;
    Running<F> running;
    start(running);
    int turn = 0;
    for (int firstKey = 0; firstKey <= lastPosition; firstKey += F::KEYS) {
        wait_async<0>();
        sync_block(); /* the tile is there, and nobody reads the other one any more */
        int next = firstKey + F::KEYS;
        if (next <= lastPosition) {
            int other = F::TILE - turn;
            copy_keys<F::HEAD, F::KEYS, F::THREADS>(keys + other, qkv, stride, h.key, tile, next);
            copy_keys<F::HEAD, F::KEYS, F::THREADS>(values + other, qkv, stride, h.value, tile, next);
            commit_async();
        }
        if (firstKey == 0) {
            hold(q);
        }
        for (int key = 0; key < F::KEYS && (firstKey + key) * h.group < first + F::LEFTS * 16; key += F::STEP) {
            visit<F>(running, q, keys + turn, values + turn, key, first, firstKey + key, h.group, scale * LOG2_E);
        }
        turn = F::TILE - turn;
    }
    sync_warp();
    finish<F>(running, queries, row, tile, first, h, out, outStride, logSumExp, rows, scale);
}

#define PARAMETERS \
    (const bf16* qkv, int stride, const Tile* tiles, bf16* out, int outStride, float* logSumExp, int rows, int heads, \
            int kvHeads, float scale)
#define BODY(HEAD) \
    { \
        SHARED_DYNAMIC(shared); \
        attention_forward<Forward<HEAD>>( \
                shared, qkv, stride, tiles, out, outStride, logSumExp, rows, heads, kvHeads, scale); \
    }
KERNEL_BOUNDS(attention_forward_16, 128, 2) PARAMETERS BODY(16)
KERNEL_BOUNDS(attention_forward_32, 128, 2) PARAMETERS BODY(32)
KERNEL_BOUNDS(attention_forward_64, 128, 2) PARAMETERS BODY(64)
KERNEL_BOUNDS(attention_forward_128, 128, 2) PARAMETERS BODY(128)

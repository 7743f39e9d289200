/*
 * attention_backward_queries: the gradient of the queries.
 *
 * Formula   p_j = exp(scale q_i . k_j - L_i), ds_j = p_j (dOut_i . v_j - delta_i), dq_i = scale sum_j ds_j k_j
 * Shapes    qkv, dQkv (rows, stride) bf16 as in attention_forward, whose L this reads; dOut (rows, dOutStride) bf16;
 *           logSumExp, delta (heads, rows) float32. Writes the query columns of dQkv, does not add.
 * Launch    grid (query tiles, kvHeads), 128 threads, dynamic shared memory (2 ROWS + 4 KEYS) HEAD bf16
 * Twin      CpuAttention.backward
 * Cost      6 HEAD FLOP for each head, row and key that it sees. sm_90, ptxas 13.0: 162 registers for HEAD 64, 3 blocks or
 *           12 warps a multiprocessor; 204 for HEAD 128, 2 blocks; none spilled; 48 and 96 kB of shared memory each.
 *
 * Like the forward: a warp owns 16 packed rows and goes through the key tiles. Scores are computed once more here and
 * in attention_backward_keys, so that no two blocks add to one number: seven products instead of five, but no float
 * atomics, and the same bytes every time.
 */
#include "attention.cuh"

template <int HEAD_SIZE>
struct Queries {
    static const int HEAD = HEAD_SIZE;
    static const int THREADS = 128;
    static const int ROWS = THREADS / 32 * 16;
    static const int KEYS = 64;
    static const int STEP = 32; /* keys between two uses of the accumulator: what registers allow */
    static const bool HELD = HEAD <= 64;
    static const int TILE = KEYS * HEAD * 2; /* bytes */
};

/* Sixteen rows of a warp; two numbers belong to rows i and i + 8 of the fragment. */
template <class Q>
struct Row {
    Left<Q::HEAD, 1, Q::HELD> q;
    Left<Q::HEAD, 1, Q::HELD> dOut;
    float dq[1][Q::HEAD / 8][4];
    float logSumExp[2]; /* to the base 2 */
    float delta[2];
};

template <class Q>
DEVICE void start(Row<Q>& r, Tile tile, int first, Heads h, const float* logSumExp, const float* delta, int rows) {
    UNROLL
    for (int half = 0; half < 2; half++) {
        int m = first + half * 8 + (lane_x() >> 2);
        long long from = statistic_at(m < h.rows ? m : 0, tile, h, block_y(), rows);
        r.logSumExp[half] = logSumExp[from] * LOG2_E;
        r.delta[half] = delta[from];
    }
    UNROLL
    for (int n = 0; n < Q::HEAD / 8; n++) {
        UNROLL
        for (int i = 0; i < 4; i++) {
            r.dq[0][n][i] = 0;
        }
    }
}

/* STEP keys, from key of their tile, for one warp. first: its first packed row; firstKey: the key that key is. */
template <class Q>
DEVICE void visit(Row<Q>& r, const unsigned char* keys, const unsigned char* values, int key, int first, int firstKey,
        int group, float toLog2) {
    float s[1][Q::STEP / 8][4] = {};
    float d[1][Q::STEP / 8][4] = {};
    multiply_transposed<Q::HEAD, 1, Q::STEP>(s, r.q, keys, key);
    multiply_transposed<Q::HEAD, 1, Q::STEP>(d, r.dOut, values, key);
    bool whole = (firstKey + Q::STEP - 1) * group <= first;
    int row = first + (lane_x() >> 2);
    int column = firstKey + (lane_x() & 3) * 2;
    UNROLL
    for (int n = 0; n < Q::STEP / 8; n++) {
        UNROLL
        for (int i = 0; i < 4; i++) {
            float p = exp2_fast(s[0][n][i] * toLog2 - r.logSumExp[i >> 1]);
            bool seen = whole || (column + n * 8 + (i & 1)) * group <= row + (i >> 1) * 8;
            s[0][n][i] = seen ? p * (d[0][n][i] - r.delta[i >> 1]) : 0;
        }
    }
    multiply_plain<Q::HEAD, 1, Q::STEP>(r.dq, s, keys, key);
}

template <class Q>
DEVICE void backward_queries(unsigned char* shared, const bf16* qkv, int stride, const bf16* dOut, int dOutStride,
        const float* logSumExp, const float* delta, const Tile* tiles, bf16* dQkv, int dStride, int rows, int heads,
        int kvHeads, float scale) {
    Tile tile = tiles[block_x()];
    if (tile.length == 0) {
        return; /* the whole block, before any barrier */
    }
    Heads h = heads_of<Q::HEAD>(tile, heads, kvHeads, block_y());
    unsigned char* queries = shared;
    unsigned char* gradients = queries + Q::ROWS * Q::HEAD * 2;
    unsigned char* keys = gradients + Q::ROWS * Q::HEAD * 2;
    unsigned char* values = keys + 2 * Q::TILE;
    int end = tile.first + Q::ROWS < h.rows ? tile.first + Q::ROWS : h.rows;
    int lastPosition = position_of(end - 1, h);
    copy_queries<Q::HEAD, Q::ROWS, Q::THREADS>(queries, qkv, stride, tile, tile.first, h);
    copy_queries<Q::HEAD, Q::ROWS, Q::THREADS>(gradients, dOut, dOutStride, tile, tile.first, h);
    copy_keys<Q::HEAD, Q::KEYS, Q::THREADS>(keys, qkv, stride, h.key, tile, 0);
    copy_keys<Q::HEAD, Q::KEYS, Q::THREADS>(values, qkv, stride, h.value, tile, 0);
    commit_async();

    int row = warp_x() * 16;
    int first = tile.first + row;
    Row<Q> own;
    own.q.tile = queries;
    own.dOut.tile = gradients;
    own.q.row = own.dOut.row = row;
    start(own, tile, first, h, logSumExp, delta, rows);
    int turn = 0;
    for (int firstKey = 0; firstKey <= lastPosition; firstKey += Q::KEYS) {
        wait_async<0>();
        sync_block(); /* the tile is there, and nobody reads the other one any more */
        int next = firstKey + Q::KEYS;
        if (next <= lastPosition) {
            int other = Q::TILE - turn;
            copy_keys<Q::HEAD, Q::KEYS, Q::THREADS>(keys + other, qkv, stride, h.key, tile, next);
            copy_keys<Q::HEAD, Q::KEYS, Q::THREADS>(values + other, qkv, stride, h.value, tile, next);
            commit_async();
        }
        if (firstKey == 0) {
            hold(own.q);
            hold(own.dOut);
        }
        for (int key = 0; key < Q::KEYS && (firstKey + key) * h.group < first + 16; key += Q::STEP) {
            visit<Q>(own, keys + turn, values + turn, key, first, firstKey + key, h.group, scale * LOG2_E);
        }
        turn = Q::TILE - turn;
    }
    sync_warp();
    to_tile<Q::HEAD>(queries, row, own.dq[0], scale, scale);
    sync_warp();
    store_queries<Q::HEAD, 16>(dQkv, dStride, queries, row, tile, first, h);
}

#define PARAMETERS \
    (const bf16* qkv, int stride, const bf16* dOut, int dOutStride, const float* logSumExp, const float* delta, \
            const Tile* tiles, bf16* dQkv, int dStride, int rows, int heads, int kvHeads, float scale)
#define BODY(HEAD) \
    { \
        SHARED_DYNAMIC(shared); \
        backward_queries<Queries<HEAD>>(shared, qkv, stride, dOut, dOutStride, logSumExp, delta, tiles, dQkv, dStride, rows, \
                heads, kvHeads, scale); \
    }
KERNEL_BOUNDS(attention_backward_queries_16, 128, 3) PARAMETERS BODY(16)
KERNEL_BOUNDS(attention_backward_queries_32, 128, 3) PARAMETERS BODY(32)
KERNEL_BOUNDS(attention_backward_queries_64, 128, 3) PARAMETERS BODY(64)
KERNEL_BOUNDS(attention_backward_queries_128, 128, 2) PARAMETERS BODY(128)

/*
 * attention_backward_keys: the gradients of keys and values, summed over the query heads that share them.
 *
 * Formula   p_ij = exp(scale q_i . k_j - L_i), ds_ij = p_ij (dOut_i . v_j - delta_i), over positions i >= j of all
 *           heads of the group: dv_j = sum_i p_ij dOut_i, dk_j = scale sum_i ds_ij q_i
 * Shapes    as in attention_backward_queries. Writes the key and value columns of dQkv, does not add.
 * Launch    grid (key tiles, kvHeads), 128 threads, dynamic shared memory (2 KEYS + 4 ROWS) HEAD bf16 + 4 ROWS float32
 * Twin      CpuAttention.backward
 * Cost      8 HEAD FLOP for each head, row and key that it sees. sm_90, ptxas 13.0: 167 registers for HEAD 64, 3 blocks or
 *           12 warps a multiprocessor; 254 for HEAD 128, 2 blocks; none spilled; 49 and 97 kB of shared memory each.
 *
 * A warp owns 16 keys and goes through the packed rows that see them, in order: the sum over positions and heads has
 * one order, whatever else runs. It computes the transposes of scores and of their gradients, which are then already
 * the left operands of both products: nothing passes through shared memory. The first row tile begins with the first
 * row that sees the block's first key, so that little is computed in vain.
 */
#include "attention.cuh"

template <int HEAD_SIZE>
struct Keys {
    static const int HEAD = HEAD_SIZE;
    static const int THREADS = 128;
    static const int KEYS = THREADS / 32 * 16;
    static const int ROWS = 64;
    static const int STEP = HEAD == 64 ? 16 : 32; /* rows whose scores are held: registers for a third block, or a second */
    static const bool HELD = HEAD <= 64;
    static const int TILE = ROWS * HEAD * 2; /* bytes */
};

/* Sixteen keys of a warp. */
template <class K>
struct Own {
    Left<K::HEAD, 1, K::HELD> keys;
    Left<K::HEAD, 1, K::HELD> values;
    float dKeys[1][K::HEAD / 8][4];
    float dValues[1][K::HEAD / 8][4];
};

template <class K>
DEVICE void start(Own<K>& own) {
    UNROLL
    for (int n = 0; n < K::HEAD / 8; n++) {
        UNROLL
        for (int i = 0; i < 4; i++) {
            own.dKeys[0][n][i] = 0;
            own.dValues[0][n][i] = 0;
        }
    }
}

/* The statistic that this thread brings for a tile: the first half of the block log-sum-exps, the other deltas. Rows
 * that do not exist have probability 0. */
template <class K>
DEVICE float statistic(const float* logSumExp, const float* delta, Tile tile, int first, Heads h, int rows) {
    bool sums = thread_x() < K::ROWS;
    int m = first + thread_x() % K::ROWS;
    bool there = m < h.rows;
    float value = (sums ? logSumExp : delta)[statistic_at(there ? m : 0, tile, h, block_y(), rows)];
    float none = sums ? -NEVER : 0;
    return there ? (sums ? value * LOG2_E : value) : none;
}

/* STEP packed rows, from row of their tiles, for one warp. first: the packed row that is; firstKey: the warp's first. */
template <class K>
DEVICE void visit(Own<K>& own, const unsigned char* queries, const unsigned char* gradients, const float* statistics,
        int row, int first, int firstKey, int group, float toLog2) {
    float p[1][K::STEP / 8][4] = {};
    float d[1][K::STEP / 8][4] = {};
    multiply_transposed<K::HEAD, 1, K::STEP>(p, own.keys, queries, row);
    multiply_transposed<K::HEAD, 1, K::STEP>(d, own.values, gradients, row);
    bool whole = (firstKey + 15) * group <= first;
    int key = firstKey + (lane_x() >> 2);
    int column = (lane_x() & 3) * 2;
    UNROLL
    for (int n = 0; n < K::STEP / 8; n++) {
        UNROLL
        for (int i = 0; i < 4; i++) {
            int m = column + n * 8 + (i & 1);
            bool seen = whole || (key + (i >> 1) * 8) * group <= first + m;
            float logSumExp = statistics[row + m];
            float delta = statistics[K::ROWS + row + m];
            p[0][n][i] = seen ? exp2_fast(p[0][n][i] * toLog2 - logSumExp) : 0;
            d[0][n][i] = p[0][n][i] * (d[0][n][i] - delta);
        }
    }
    multiply_plain<K::HEAD, 1, K::STEP>(own.dValues, p, gradients, row);
    multiply_plain<K::HEAD, 1, K::STEP>(own.dKeys, d, queries, row);
}

template <class K>
DEVICE void backward_keys(unsigned char* shared, const bf16* qkv, int stride, const bf16* dOut, int dOutStride,
        const float* logSumExp, const float* delta, const Tile* tiles, bf16* dQkv, int dStride, int rows, int heads,
        int kvHeads, float scale) {
    Tile tile = tiles[block_x()]; /* of length 0: every row below is beyond its end */
    Heads h = heads_of<K::HEAD>(tile, heads, kvHeads, block_y());
    unsigned char* keys = shared;
    unsigned char* values = keys + K::KEYS * K::HEAD * 2;
    unsigned char* queries = values + K::KEYS * K::HEAD * 2;
    unsigned char* gradients = queries + 2 * K::TILE;
    float* statistics = (float*)(gradients + 2 * K::TILE);
    int first = tile.first * h.group; /* the first packed row that sees a key of this block */
    copy_keys<K::HEAD, K::KEYS, K::THREADS>(keys, qkv, stride, h.key, tile, tile.first);
    copy_keys<K::HEAD, K::KEYS, K::THREADS>(values, qkv, stride, h.value, tile, tile.first);
    copy_queries<K::HEAD, K::ROWS, K::THREADS>(queries, qkv, stride, tile, first, h);
    copy_queries<K::HEAD, K::ROWS, K::THREADS>(gradients, dOut, dOutStride, tile, first, h);
    commit_async();
    statistics[thread_x()] = statistic<K>(logSumExp, delta, tile, first, h, rows);

    int row0 = warp_x() * 16;
    int firstKey = tile.first + row0;
    Own<K> own;
    own.keys.tile = keys;
    own.values.tile = values;
    own.keys.row = own.values.row = row0;
    start(own);
    int turn = 0;
    bool opened = false;
    for (; first < h.rows; first += K::ROWS) {
        wait_async<0>();
        sync_block(); /* the tiles are there, and nobody reads the other ones any more */
        int next = first + K::ROWS;
        float coming = 0;
        if (next < h.rows) {
            int other = (1 - turn) * K::TILE;
            copy_queries<K::HEAD, K::ROWS, K::THREADS>(queries + other, qkv, stride, tile, next, h);
            copy_queries<K::HEAD, K::ROWS, K::THREADS>(gradients + other, dOut, dOutStride, tile, next, h);
            commit_async();
            coming = statistic<K>(logSumExp, delta, tile, next, h, rows);
        }
        if (!opened) {
            hold(own.keys);
            hold(own.values);
            opened = true;
        }
        for (int row = 0; row < K::ROWS; row += K::STEP) {
            if (firstKey * h.group < first + row + K::STEP) {
                visit<K>(own, queries + turn * K::TILE, gradients + turn * K::TILE, statistics + turn * 2 * K::ROWS,
                        row, first + row, firstKey, h.group, scale * LOG2_E);
            }
        }
        turn = 1 - turn;
        statistics[turn * 2 * K::ROWS + thread_x()] = coming;
    }
    sync_warp();
    to_tile<K::HEAD>(keys, row0, own.dKeys[0], scale, scale);
    to_tile<K::HEAD>(values, row0, own.dValues[0], 1, 1);
    sync_warp();
    store_keys<K::HEAD, 16>(dQkv, dStride, h.key, keys, row0, tile, firstKey);
    store_keys<K::HEAD, 16>(dQkv, dStride, h.value, values, row0, tile, firstKey);
}

#define PARAMETERS \
    (const bf16* qkv, int stride, const bf16* dOut, int dOutStride, const float* logSumExp, const float* delta, \
            const Tile* tiles, bf16* dQkv, int dStride, int rows, int heads, int kvHeads, float scale)
#define BODY(HEAD) \
    { \
        SHARED_DYNAMIC(shared); \
        backward_keys<Keys<HEAD>>(shared, qkv, stride, dOut, dOutStride, logSumExp, delta, tiles, dQkv, dStride, rows, \
                heads, kvHeads, scale); \
    }
KERNEL_BOUNDS(attention_backward_keys_16, 128, 3) PARAMETERS BODY(16)
KERNEL_BOUNDS(attention_backward_keys_32, 128, 3) PARAMETERS BODY(32)
KERNEL_BOUNDS(attention_backward_keys_64, 128, 3) PARAMETERS BODY(64)
KERNEL_BOUNDS(attention_backward_keys_128, 128, 2) PARAMETERS BODY(128)

// y[i] = x[rows[i]] w r with r = 1 / sqrt(mean(x^2) + eps), and r of each row; rows may be null: all of them, in order. The way back
// needs x[rows[i]] once more: rounded, as that is good enough there, and half as large; kept may be null: there is no way back.
// x (any, columns) float32, the residual stream; w (columns) float32; y, kept (count, columns) bf16; rstd (count) float32.
// Launch: a warp for each row, 8 warps a block: no barriers, and a row is summed in a fixed order.
// Bytes: 6 for each number, 8 with what is kept; what is beyond 2048 columns is not kept in registers and comes back from the L1 or L2 cache.
// CPU twin: CpuNorm.forward, of rows that CpuRows.gather gives.
KERNEL(rms_norm)
(const float* x, int x_stride, const int* rows, const float* w, float eps, bf16* y, int y_stride, bf16* kept, int kept_stride,
 float* rstd, int count, int columns) {
    const int HELD = 8;
    int row = block_x() * (threads() / 32) + thread_x() / 32;
    if (row >= count) {
        return;
    }
    const float* in = x + (long long) (rows ? rows[row] : row) * x_stride;
    bf16* out = y + (long long) row * y_stride;
    bf16* again = kept ? kept + (long long) row * kept_stride : nullptr;
    bool wide = in_octets(x, x_stride) && in_octets(y, y_stride) && in_octets(w, 0) && in_octets(kept, kept ? kept_stride : 0);
    int first = thread_x() % 32 * 8;
    float held[HELD][8];
    float squares = 0;
    float v[8];
    UNROLL
    for (int k = 0; k < HELD; k++) {
        if (first + k * 256 < columns) {
            load8(in, first + k * 256, columns, wide, held[k]);
            UNROLL
            for (int i = 0; i < 8; i++) {
                squares += held[k][i] * held[k][i];
            }
        }
    }
    for (int at = first + HELD * 256; at < columns; at += 256) {
        load8(in, at, columns, wide, v);
        UNROLL
        for (int i = 0; i < 8; i++) {
            squares += v[i] * v[i];
        }
    }
    float root = 1.0f / sqrtf(warp_sum(squares) / columns + eps);
    if (first == 0) {
        rstd[row] = root;
    }
    float weight[8];
    UNROLL
    for (int k = 0; k < HELD; k++) {
        int at = first + k * 256;
        if (at < columns) {
            if (again) {
                store8(again, at, columns, wide, held[k]);
            }
            load8(w, at, columns, wide, weight);
            UNROLL
            for (int i = 0; i < 8; i++) {
                held[k][i] *= root * weight[i];
            }
            store8(out, at, columns, wide, held[k]);
        }
    }
    for (int at = first + HELD * 256; at < columns; at += 256) {
        load8(in, at, columns, wide, v);
        if (again) {
            store8(again, at, columns, wide, v);
        }
        load8(w, at, columns, wide, weight);
        UNROLL
        for (int i = 0; i < 8; i++) {
            v[i] *= root * weight[i];
        }
        store8(out, at, columns, wide, v);
    }
}

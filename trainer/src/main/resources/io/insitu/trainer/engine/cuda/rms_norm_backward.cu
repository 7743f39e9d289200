// dx[rows[i]] += r (dy w - x k) with k = sum(dy w x) r^2 / columns, and r = rstd of the row: the gradient of rms_norm, added to that
// which went round the norm. rows may be null: all of them, in order; otherwise they are distinct. read[rows[i]] is what dx became,
// rounded: products read it.
// x (count, columns) as rms_norm kept it, dy (count, columns), read (any, columns) bf16; dx (any, columns), w (columns), rstd (count)
// float32. Launch: a warp for each row, 8 warps a block. Bytes: 14 for each number (x 2, dy 2, dx 4 in and 4 out, read 2); beyond
// 1024 columns x and dy are not held in registers and come back from the L1 or L2 cache. CPU twin: CpuNorm.backward.
KERNEL(rms_norm_backward)
(const bf16* x, int x_stride, const int* rows, const float* w, const float* rstd, const bf16* dy, int dy_stride, float* dx, int dx_stride,
 bf16* read, int read_stride, int count, int columns) {
    const int HELD = 4;
    int row = block_x() * (threads() / 32) + thread_x() / 32;
    if (row >= count) {
        return;
    }
    long long place = rows ? rows[row] : row;
    const bf16* in = x + (long long) row * x_stride;
    const bf16* up = dy + (long long) row * dy_stride;
    float* out = dx + place * dx_stride;
    bf16* rounded = read + place * read_stride;
    bool wide = in_octets(x, x_stride) && in_octets(dy, dy_stride) && in_octets(dx, dx_stride) && in_octets(read, read_stride)
            && in_octets(w, 0);
    int first = thread_x() % 32 * 8;
    Sixteen held_in[HELD];
    Sixteen held_up[HELD];
    float v[8];
    float d[8];
    float weight[8];
    float dot = 0;
    UNROLL
    for (int k = 0; k < HELD; k++) {
        int at = first + k * 256;
        if (at < columns) {
            held_in[k] = octet(in, at, columns, wide);
            held_up[k] = octet(up, at, columns, wide);
            unpack(held_in[k], v);
            unpack(held_up[k], d);
            load8(w, at, columns, wide, weight);
            UNROLL
            for (int i = 0; i < 8; i++) {
                dot += d[i] * weight[i] * v[i];
            }
        }
    }
    for (int at = first + HELD * 256; at < columns; at += 256) {
        load8(in, at, columns, wide, v);
        load8(up, at, columns, wide, d);
        load8(w, at, columns, wide, weight);
        UNROLL
        for (int i = 0; i < 8; i++) {
            dot += d[i] * weight[i] * v[i];
        }
    }
    float root = rstd[row];
    float factor = warp_sum(dot) * root * root / columns;
    float sum[8];
    UNROLL
    for (int k = 0; k < HELD; k++) {
        int at = first + k * 256;
        if (at < columns) {
            unpack(held_in[k], v);
            unpack(held_up[k], d);
            load8(w, at, columns, wide, weight);
            load8(out, at, columns, wide, sum);
            UNROLL
            for (int i = 0; i < 8; i++) {
                sum[i] += root * (d[i] * weight[i] - v[i] * factor);
            }
            store8(out, at, columns, wide, sum);
            store8(rounded, at, columns, wide, sum);
        }
    }
    for (int at = first + HELD * 256; at < columns; at += 256) {
        load8(in, at, columns, wide, v);
        load8(up, at, columns, wide, d);
        load8(w, at, columns, wide, weight);
        load8(out, at, columns, wide, sum);
        UNROLL
        for (int i = 0; i < 8; i++) {
            sum[i] += root * (d[i] * weight[i] - v[i] * factor);
        }
        store8(out, at, columns, wide, sum);
        store8(rounded, at, columns, wide, sum);
    }
}

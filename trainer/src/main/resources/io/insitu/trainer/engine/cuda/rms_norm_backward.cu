// dx += r (dy w - x k) with k = sum(dy w x) r^2 / columns, and r = rstd of the row: the gradient of rms_norm, added to that which
// went round the norm.
// x, dy, dx (rows, columns) bf16; w (columns), rstd (rows) float32.
// Launch: a warp for each row, 8 warps a block. Bytes: 8 for each number (x, dy, dx in and out); what is beyond 1024 columns is not
// kept in registers and comes back from the L1 cache. CPU twin: CpuNorm.backward.
KERNEL(rms_norm_backward)
(const bf16* x, int x_stride, const float* w, const float* rstd, const bf16* dy, int dy_stride, bf16* dx, int dx_stride, int rows,
 int columns) {
    const int KEPT = 4;
    int row = block_x() * (threads() / 32) + thread_x() / 32;
    if (row >= rows) {
        return;
    }
    const bf16* in = x + (long long) row * x_stride;
    const bf16* up = dy + (long long) row * dy_stride;
    bf16* out = dx + (long long) row * dx_stride;
    bool wide = in_octets(x, x_stride) && in_octets(dy, dy_stride) && in_octets(dx, dx_stride) && in_octets(w, 0);
    int first = thread_x() % 32 * 8;
    Sixteen kept_in[KEPT];
    Sixteen kept_up[KEPT];
    float v[8];
    float d[8];
    float weight[8];
    float dot = 0;
    UNROLL
    for (int k = 0; k < KEPT; k++) {
        int at = first + k * 256;
        if (at < columns) {
            kept_in[k] = octet(in, at, columns, wide);
            kept_up[k] = octet(up, at, columns, wide);
            unpack(kept_in[k], v);
            unpack(kept_up[k], d);
            load8(w, at, columns, wide, weight);
            UNROLL
            for (int i = 0; i < 8; i++) {
                dot += d[i] * weight[i] * v[i];
            }
        }
    }
    for (int at = first + KEPT * 256; at < columns; at += 256) {
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
    for (int k = 0; k < KEPT; k++) {
        int at = first + k * 256;
        if (at < columns) {
            unpack(kept_in[k], v);
            unpack(kept_up[k], d);
            load8(w, at, columns, wide, weight);
            load8(out, at, columns, wide, sum);
            UNROLL
            for (int i = 0; i < 8; i++) {
                sum[i] += root * (d[i] * weight[i] - v[i] * factor);
            }
            store8(out, at, columns, wide, sum);
        }
    }
    for (int at = first + KEPT * 256; at < columns; at += 256) {
        load8(in, at, columns, wide, v);
        load8(up, at, columns, wide, d);
        load8(w, at, columns, wide, weight);
        load8(out, at, columns, wide, sum);
        UNROLL
        for (int i = 0; i < 8; i++) {
            sum[i] += root * (d[i] * weight[i] - v[i] * factor);
        }
        store8(out, at, columns, wide, sum);
    }
}

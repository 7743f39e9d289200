// y = x w r with r = 1 / sqrt(mean(x^2) + eps), and r of each row.
// x, y (rows, columns) bf16; w (columns) float32; rstd (rows) float32.
// Launch: a warp for each row, 8 warps a block: no barriers, and a row is summed in a fixed order.
// Bytes: 4 for each number; what is beyond 2048 columns is not kept in registers and comes back from the L1 cache.
// CPU twin: CpuNorm.forward.
KERNEL(rms_norm)(const bf16* x, int x_stride, const float* w, float eps, bf16* y, int y_stride, float* rstd, int rows, int columns) {
    const int KEPT = 8;
    int row = block_x() * (threads() / 32) + thread_x() / 32;
    if (row >= rows) {
        return;
    }
    const bf16* in = x + (long long) row * x_stride;
    bf16* out = y + (long long) row * y_stride;
    bool wide = in_octets(x, x_stride) && in_octets(y, y_stride) && in_octets(w, 0);
    int first = thread_x() % 32 * 8;
    Sixteen kept[KEPT];
    float squares = 0;
    float v[8];
    UNROLL
    for (int k = 0; k < KEPT; k++) {
        if (first + k * 256 < columns) {
            kept[k] = octet(in, first + k * 256, columns, wide);
            unpack(kept[k], v);
            UNROLL
            for (int i = 0; i < 8; i++) {
                squares += v[i] * v[i];
            }
        }
    }
    for (int at = first + KEPT * 256; at < columns; at += 256) {
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
    for (int k = 0; k < KEPT; k++) {
        int at = first + k * 256;
        if (at < columns) {
            unpack(kept[k], v);
            load8(w, at, columns, wide, weight);
            UNROLL
            for (int i = 0; i < 8; i++) {
                v[i] *= root * weight[i];
            }
            store8(out, at, columns, wide, v);
        }
    }
    for (int at = first + KEPT * 256; at < columns; at += 256) {
        load8(in, at, columns, wide, v);
        load8(w, at, columns, wide, weight);
        UNROLL
        for (int i = 0; i < 8; i++) {
            v[i] *= root * weight[i];
        }
        store8(out, at, columns, wide, v);
    }
}

// to[i] = from[rows[i]], widened: where the residual stream begins.
// from (any, columns) bf16, rows (count), to (count, columns) float32.
// Launch: a warp for each row, 8 warps a block. Bytes: 6 for each number. CPU twin: CpuRows.gather.
KERNEL(embed)(const bf16* from, int from_stride, const int* rows, float* to, int to_stride, int count, int columns) {
    int row = block_x() * (threads() / 32) + thread_x() / 32;
    if (row >= count) {
        return;
    }
    const bf16* source = from + (long long) rows[row] * from_stride;
    float* target = to + (long long) row * to_stride;
    bool wide = in_octets(from, from_stride) && in_octets(to, to_stride);
    for (int at = thread_x() % 32 * 8; at < columns; at += 256) {
        float v[8];
        load8(source, at, columns, wide, v);
        store8(target, at, columns, wide, v);
    }
}

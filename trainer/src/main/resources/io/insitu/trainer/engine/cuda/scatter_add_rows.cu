// to[rows[i]] += from[i]; the rows are distinct, so nothing is added at the same time in two places.
// from (count, columns), rows (count), to (any, columns); bf16, summed in float32 and rounded once.
// Launch: a warp for each row, 8 warps a block. Bytes: 6 for each number. CPU twin: CpuRows.scatterAdd.
KERNEL(scatter_add_rows)(const bf16* from, int from_stride, const int* rows, bf16* to, int to_stride, int count, int columns) {
    int row = block_x() * (threads() / 32) + thread_x() / 32;
    if (row >= count) {
        return;
    }
    const bf16* source = from + (long long) row * from_stride;
    bf16* target = to + (long long) rows[row] * to_stride;
    bool wide = in_octets(from, from_stride) && in_octets(to, to_stride);
    for (int at = thread_x() % 32 * 8; at < columns; at += 256) {
        float own[8];
        float sum[8];
        load8(source, at, columns, wide, own);
        load8(target, at, columns, wide, sum);
        UNROLL
        for (int i = 0; i < 8; i++) {
            sum[i] += own[i];
        }
        store8(target, at, columns, wide, sum);
    }
}

// to = from, row by row.
// from, to (rows, columns) bf16. Launch: a warp for each row, 8 warps a block. Bytes: 4 for each number. CPU twin: CpuRows.copy.
KERNEL(copy_rows)(const bf16* from, int from_stride, bf16* to, int to_stride, int rows, int columns) {
    int row = block_x() * (threads() / 32) + thread_x() / 32;
    if (row >= rows) {
        return;
    }
    const bf16* source = from + (long long) row * from_stride;
    bf16* target = to + (long long) row * to_stride;
    if (in_octets(from, from_stride) && in_octets(to, to_stride) && columns % 8 == 0) {
        for (int at = thread_x() % 32 * 8; at < columns; at += 256) {
            *(Sixteen*) (target + at) = *(const Sixteen*) (source + at);
        }
        return;
    }
    for (int at = thread_x() % 32; at < columns; at += 32) {
        target[at] = source[at];
    }
}

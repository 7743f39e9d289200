// to[i] = from[rows[i]]; rows may be null: to[i] = from[i]. With tokens as rows this is the embedding.
// from (any, columns), rows (count), to (count, columns); bf16.
// Launch: a warp for each row, 8 warps a block. Bytes: 4 for each number. CPU twin: CpuRows.gather.
KERNEL(gather_rows)(const bf16* from, int from_stride, const int* rows, bf16* to, int to_stride, int count, int columns) {
    int row = block_x() * (threads() / 32) + thread_x() / 32;
    if (row >= count) {
        return;
    }
    const bf16* source = from + (long long) (rows ? rows[row] : row) * from_stride;
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

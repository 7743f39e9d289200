// to = from, rounded to bf16.
// from (rows, columns) float32, to (rows, columns) bf16. Launch: a warp for each row, 8 warps a block. Bytes: 6 for each number.
// CPU twin: none; the CPU engine holds float32 alone.
KERNEL(to_bf16_rows)(const float* from, int from_stride, bf16* to, int to_stride, int rows, int columns) {
    int row = block_x() * (threads() / 32) + thread_x() / 32;
    bool wide = in_octets(from, from_stride) && in_octets(to, to_stride);
    for (int at = thread_x() % 32 * 8; row < rows && at < columns; at += 256) {
        float v[8];
        load8(from + (long long) row * from_stride, at, columns, wide, v);
        store8(to + (long long) row * to_stride, at, columns, wide, v);
    }
}

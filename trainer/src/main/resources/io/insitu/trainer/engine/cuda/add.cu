// to += from.
// from, to (count) float32. Launch: a thread for eight numbers, 256 threads a block. Bytes: 12 for each number. CPU twin: CpuRows.add.
KERNEL(add)(const float* from, float* to, long long count) {
    long long at = ((long long) block_x() * threads() + thread_x()) * 8;
    if (at >= count) {
        return;
    }
    int left = count - at < 8 ? (int) (count - at) : 8;
    bool wide = in_octets(from, 0) && in_octets(to, 0);
    float a[8];
    float b[8];
    load8(from + at, 0, left, wide, a);
    load8(to + at, 0, left, wide, b);
    UNROLL
    for (int i = 0; i < 8; i++) {
        b[i] += a[i];
    }
    store8(to + at, 0, left, wide, b);
}

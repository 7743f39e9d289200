// Numbers uniform in [-bound, bound) from a seed and their place, so that a base of any size is made on the device and is the same
// on every one. to (rows, columns) bf16. The mixing is that of splitmix64 (Steele, Lea, Flood 2014).
// Launch: a warp for each row, 8 warps a block. Bytes: 2 for each number. CPU twin: none; a test has the same formula.
KERNEL(fill_uniform)(bf16* to, int stride, int rows, int columns, float bound, long long seed) {
    int row = block_x() * (threads() / 32) + thread_x() / 32;
    bool wide = in_octets(to, stride);
    for (int at = thread_x() % 32 * 8; row < rows && at < columns; at += 256) {
        float v[8];
        UNROLL
        for (int i = 0; i < 8; i++) {
            unsigned long long x = (unsigned long long) seed + ((unsigned long long) row * columns + at + i + 1) * 0x9e3779b97f4a7c15ull;
            x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ull;
            x = (x ^ x >> 27) * 0x94d049bb133111ebull;
            x ^= x >> 31;
            v[i] = bound * ((float) (x >> 40) * (1.0f / 8388608.0f) - 1.0f); // 24 bits
        }
        store8(to + (long long) row * stride, at, columns, wide, v);
    }
}

// Rotates each head of q and k in place: low' = low cos - high sin d, high' = high cos + low sin d, where low and high are the halves
// of a head and d is 1 forward and -1 for gradients, which turn back.
// qkv (rows, (heads + 2 kv_heads) head_dim) bf16, q then k then v; positions (rows); cos, sin (positions, head_dim / 2) float32.
// Launch: a block for each row, with a thread for every eight pairs, at most 256. Bytes: 4 for each number of q and k; the tables
// stay in the L2 cache. CPU twin: CpuEngine.rope.
KERNEL(rope)
(bf16* qkv, int stride, const int* positions, const float* cos, const float* sin, int heads, int kv_heads, int head_dim,
 int direction) {
    int half = head_dim / 2;
    int octets = (half + 7) / 8; // of one half of a head
    bf16* row = qkv + (long long) block_x() * stride;
    const float* cosines = cos + (long long) positions[block_x()] * half;
    const float* sines = sin + (long long) positions[block_x()] * half;
    bool wide = in_octets(qkv, stride) && half % 8 == 0 && in_octets(cos, half) && in_octets(sin, half);
    for (int item = thread_x(); item < (heads + kv_heads) * octets; item += threads()) {
        bf16* low = row + item / octets * head_dim;
        bf16* high = low + half;
        int at = item % octets * 8;
        float a[8];
        float b[8];
        float c[8];
        float s[8];
        load8(low, at, half, wide, a);
        load8(high, at, half, wide, b);
        load8(cosines, at, half, wide, c);
        load8(sines, at, half, wide, s);
        UNROLL
        for (int i = 0; i < 8; i++) {
            float turned = s[i] * direction;
            float next = a[i] * c[i] - b[i] * turned;
            b[i] = b[i] * c[i] + a[i] * turned;
            a[i] = next;
        }
        store8(low, at, half, wide, a);
        store8(high, at, half, wide, b);
    }
}

// out = silu(gate) up.
// gate_up (rows, 2 width) bf16, gate then up; out (rows, width) bf16.
// Launch: a block of 128 threads for each row. Bytes: 6 for each number of out. CPU twin: CpuSwiGlu.forward.
KERNEL(swiglu)(const bf16* gate_up, int stride, bf16* out, int out_stride, int width) {
    const bf16* gate = gate_up + (long long) block_x() * stride;
    const bf16* up = gate + width;
    bf16* target = out + (long long) block_x() * out_stride;
    bool wide = in_octets(gate_up, stride) && in_octets(out, out_stride) && width % 8 == 0;
    for (int at = thread_x() * 8; at < width; at += threads() * 8) {
        float g[8];
        float u[8];
        load8(gate, at, width, wide, g);
        load8(up, at, width, wide, u);
        UNROLL
        for (int i = 0; i < 8; i++) {
            u[i] *= g[i] * sigmoid(g[i]);
        }
        store8(target, at, width, wide, u);
    }
}

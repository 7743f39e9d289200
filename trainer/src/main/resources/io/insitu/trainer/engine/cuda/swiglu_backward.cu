// The gradient of swiglu, and its result once more, which the gradient of the next adapter needs and nobody kept:
// with s = sigmoid(gate): d_gate = d up s (1 + gate (1 - s)), d_up = d gate s, gated = gate s up.
// gate_up, d_gate_up (rows, 2 width) bf16; d_out, gated (rows, width) bf16. d_gate_up may be gate_up, and gated may be d_out.
// Launch: a block of 128 threads for each row. Bytes: 12 for each number of out. CPU twins: CpuSwiGlu.backward and forward.
KERNEL(swiglu_backward)
(const bf16* gate_up, int stride, const bf16* d_out, int d_out_stride, bf16* d_gate_up, int d_stride, bf16* gated, int gated_stride,
 int width) {
    const bf16* gate = gate_up + (long long) block_x() * stride;
    const bf16* up = gate + width;
    const bf16* upstream = d_out + (long long) block_x() * d_out_stride;
    bf16* d_gate = d_gate_up + (long long) block_x() * d_stride;
    bf16* d_up = d_gate + width;
    bf16* again = gated + (long long) block_x() * gated_stride;
    bool wide = in_octets(gate_up, stride) && in_octets(d_out, d_out_stride) && in_octets(d_gate_up, d_stride)
            && in_octets(gated, gated_stride) && width % 8 == 0;
    for (int at = thread_x() * 8; at < width; at += threads() * 8) {
        float g[8];
        float u[8];
        float d[8];
        load8(gate, at, width, wide, g);
        load8(up, at, width, wide, u);
        load8(upstream, at, width, wide, d);
        float product[8];
        UNROLL
        for (int i = 0; i < 8; i++) {
            float s = sigmoid(g[i]);
            float silu = g[i] * s;
            product[i] = silu * u[i];
            u[i] *= d[i] * s * (1.0f + g[i] * (1.0f - s));
            d[i] *= silu;
        }
        store8(d_gate, at, width, wide, u);
        store8(d_up, at, width, wide, d);
        store8(again, at, width, wide, product);
    }
}

/*
 * attention_dot: what the softmax backward subtracts in every row, taken from outputs instead of probabilities.
 *
 * Formula   delta(head, row) = sum_d out(row, head, d) dOut(row, head, d), which is sum_j p_j dp_j
 * Shapes    out, dOut (rows, their strides) bf16, heads of HEAD side by side; delta (heads, rows) float32
 * Launch    256 threads, one for each 16 bytes of out: ceil(rows heads HEAD / 8 / 256) blocks
 * Twin      the dot product in CpuAttention.softmaxBackward
 * Cost      bound by memory: 4 rows heads HEAD bytes read, a sixteenth of that written for HEAD 32, less beyond.
 */
#include "attention.cuh"

template <int HEAD>
DEVICE void attention_dot(
        const bf16* out, int stride, const bf16* dOut, int dOutStride, float* delta, int rows, int heads) {
    const int lanes = HEAD / 8; /* neighbours that share a head */
    long long i = (long long)block_x() * threads() + thread_x();
    long long pair = i / lanes;
    int piece = (int)(i % lanes);
    bool there = pair < (long long)rows * heads;
    long long row = there ? pair / heads : 0;
    int head = there ? (int)(pair - row * heads) : 0;
    int column = head * HEAD + piece * 8;
    Sixteen a = *(const Sixteen*)(out + row * stride + column);
    Sixteen b = *(const Sixteen*)(dOut + row * dOutStride + column);
    float sum = 0;
    UNROLL
    for (int k = 0; k < 4; k++) {
        sum += low_bf16(a.x[k]) * low_bf16(b.x[k]) + high_bf16(a.x[k]) * high_bf16(b.x[k]);
    }
    UNROLL
    for (int mask = lanes / 2; mask > 0; mask /= 2) {
        sum += shuffle_xor(sum, mask);
    }
    if (there && piece == 0) {
        delta[(long long)head * rows + row] = sum;
    }
}

#define PARAMETERS (const bf16* out, int stride, const bf16* dOut, int dOutStride, float* delta, int rows, int heads)
#define BODY(HEAD) \
    { attention_dot<HEAD>(out, stride, dOut, dOutStride, delta, rows, heads); }
KERNEL_BOUNDS(attention_dot_16, 256, 4) PARAMETERS BODY(16)
KERNEL_BOUNDS(attention_dot_32, 256, 4) PARAMETERS BODY(32)
KERNEL_BOUNDS(attention_dot_64, 256, 4) PARAMETERS BODY(64)
KERNEL_BOUNDS(attention_dot_128, 256, 4) PARAMETERS BODY(128)

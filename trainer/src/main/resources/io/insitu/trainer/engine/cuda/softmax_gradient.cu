// gradient = c (onehot(y) - softmax(z)), the gradient of a loss with respect to a row of logits, where c = dL / d log p_y.
// logits (rows, columns) float32; targets, coefficients (rows); stats as row_stats leaves them; gradient (rows, columns) bf16.
// Launch: a block of 256 threads for each row and each 8192 columns. Bytes: 6 for each logit, and 2 in a row whose coefficient is 0.
// CPU twin: CpuHead.run.
KERNEL(softmax_gradient)
(const float* logits, int stride, const int* targets, const float* stats, const float* coefficients, bf16* gradient, int gradient_stride,
 int columns) {
    const int PART = 8192;
    const float* row = logits + (long long) block_x() * stride;
    bf16* out = gradient + (long long) block_x() * gradient_stride;
    float c = coefficients[block_x()];
    float log_sum = stats[4ll * block_x()];
    int target = targets[block_x()];
    bool wide = in_octets(logits, stride) && in_octets(gradient, gradient_stride);
    int from = block_y() * PART;
    int end = from + PART < columns ? from + PART : columns;
    for (int at = from + thread_x() * 8; at < end; at += threads() * 8) {
        float z[8];
        if (c == 0.0f) {
            UNROLL
            for (int i = 0; i < 8; i++) {
                z[i] = 0;
            }
        } else {
            load8(row, at, columns, wide, z);
            UNROLL
            for (int i = 0; i < 8; i++) {
                z[i] = (at + i == target ? c : 0.0f) - c * exp_fast(z[i] - log_sum);
            }
        }
        store8(out, at, columns, wide, z);
    }
}

// Sets wrong to 1 if the update that adamw would do leaves a number that is none; changes nothing else. Whoever asks clears it first.
// p, m, v, gradient (count) float32; wrong (1) int: all who write it write the same.
// Launch: a thread for four numbers, 256 threads a block. Bytes: 16 for each parameter. CPU twin: CpuAdamW.staysFinite.
KERNEL(adamw_finite)
(const float* p, const float* m, const float* v, const float* gradient, long long count, float scale, float beta1, float beta2, float decay,
 float rate, float root, float epsilon, int* wrong) {
    long long from = ((long long) block_x() * threads() + thread_x()) * 4;
    float sum = 0; // 0 x is 0 for every finite x, and NaN for the others
    for (long long i = from; i < count && i < from + 4; i++) {
        float g = gradient[i] * scale;
        float first = beta1 * m[i] + (1.0f - beta1) * g;
        float second = beta2 * v[i] + (1.0f - beta2) * g * g;
        float next = p[i] * decay - rate * first / (sqrtf(second) * root + epsilon);
        sum += 0.0f * next + 0.0f * second;
    }
    if (sum != 0.0f) {
        *wrong = 1;
    }
}

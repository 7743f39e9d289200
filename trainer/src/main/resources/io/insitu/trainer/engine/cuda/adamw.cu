// One AdamW update of all parameters at once: g = gradient scale; m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2;
// p = p decay - rate m / (sqrt(v) root + epsilon), where rate and root carry the corrections of the moments' bias.
// p, m, v, gradient (count) float32.
// Launch: a thread for four numbers, 256 threads a block. Bytes: 28 for each parameter. CPU twin: CpuAdamW.step.
KERNEL(adamw)
(float* p, float* m, float* v, const float* gradient, long long count, float scale, float beta1, float beta2, float decay, float rate,
 float root, float epsilon) {
    long long from = ((long long) block_x() * threads() + thread_x()) * 4;
    if (from >= count) {
        return;
    }
    if (count - from >= 4 && in_octets(p, 0) && in_octets(m, 0) && in_octets(v, 0) && in_octets(gradient, 0)) {
        FourFloats ps = *(FourFloats*) (p + from);
        FourFloats ms = *(FourFloats*) (m + from);
        FourFloats vs = *(FourFloats*) (v + from);
        FourFloats gs = *(const FourFloats*) (gradient + from);
        UNROLL
        for (int i = 0; i < 4; i++) {
            float g = gs.x[i] * scale;
            ms.x[i] = beta1 * ms.x[i] + (1.0f - beta1) * g;
            vs.x[i] = beta2 * vs.x[i] + (1.0f - beta2) * g * g;
            ps.x[i] = ps.x[i] * decay - rate * ms.x[i] / (sqrtf(vs.x[i]) * root + epsilon);
        }
        *(FourFloats*) (p + from) = ps;
        *(FourFloats*) (m + from) = ms;
        *(FourFloats*) (v + from) = vs;
        return;
    }
    for (long long i = from; i < count && i < from + 4; i++) {
        float g = gradient[i] * scale;
        m[i] = beta1 * m[i] + (1.0f - beta1) * g;
        v[i] = beta2 * v[i] + (1.0f - beta2) * g * g;
        p[i] = p[i] * decay - rate * m[i] / (sqrtf(v[i]) * root + epsilon);
    }
}

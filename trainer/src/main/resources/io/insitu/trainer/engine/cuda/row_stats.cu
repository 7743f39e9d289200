// What a loss may know of each row of logits z with target y: of p = softmax(z),
// stats = (log sum exp z, log p_y, entropy of p, 1 if z_y is the largest else 0).
// logits (rows, columns) float32, targets (rows), stats (rows, 4) float32.
// Launch: a block of 512 threads for each row. One pass: every thread keeps its maximum m, sum e^(z - m) and sum e^(z - m) (z - m), and
// rescales them when m grows. Bytes: 4 for each logit. CPU twin: CpuHead.run.
struct Tail {
    float most;
    float sum; // of e^(z - most)
    float weighted; // sum of e^(z - most) (z - most)
};

DEVICE Tail join(Tail a, Tail b) {
    float most = fmaxf(a.most, b.most);
    float fa = exp_fast(a.most - most);
    float fb = exp_fast(b.most - most);
    Tail r;
    r.most = most;
    r.sum = fa * a.sum + fb * b.sum;
    r.weighted = fa * (a.weighted + (a.most - most) * a.sum) + fb * (b.weighted + (b.most - most) * b.sum);
    return r;
}

DEVICE Tail warp_join(Tail t) {
    UNROLL
    for (int mask = 16; mask > 0; mask /= 2) {
        Tail other;
        other.most = shuffle_xor(t.most, mask);
        other.sum = shuffle_xor(t.sum, mask);
        other.weighted = shuffle_xor(t.weighted, mask);
        // the lane with the lower number first: both lanes compute the same
        t = (thread_x() & mask) == 0 ? join(t, other) : join(other, t);
    }
    return t;
}

KERNEL(row_stats)(const float* logits, int stride, const int* targets, float* stats, int columns) {
    SHARED(float, room[3 * 32]);
    const float* row = logits + (long long) block_x() * stride;
    bool wide = in_octets(logits, stride);
    Tail own = {-1e30f, 0.0f, 0.0f}; // finite, so that the difference of two empty ones is 0
    for (int at = thread_x() * 8; at < columns; at += threads() * 8) {
        float z[8];
        load8(row, at, columns, wide, z);
        UNROLL
        for (int i = 0; i < 8; i++) {
            if (at + i >= columns) {
                z[i] = -1e30f;
            }
        }
        float most = own.most;
        UNROLL
        for (int i = 0; i < 8; i++) {
            most = fmaxf(most, z[i]);
        }
        if (most > own.most) {
            float factor = exp_fast(own.most - most);
            own.weighted = factor * (own.weighted + (own.most - most) * own.sum);
            own.sum *= factor;
            own.most = most;
        }
        UNROLL
        for (int i = 0; i < 8; i++) {
            float d = fmaxf(z[i] - most, -1e4f) + 0.0f * z[i]; // e^-1e4 is 0, and the product with it too; a NaN stays one
            float e = exp_fast(d);
            own.sum += e;
            own.weighted += e * d;
        }
    }
    own = warp_join(own);
    int warp = thread_x() / 32;
    if (thread_x() % 32 == 0) {
        room[3 * warp] = own.most;
        room[3 * warp + 1] = own.sum;
        room[3 * warp + 2] = own.weighted;
    }
    sync_block();
    if (thread_x() > 0) {
        return;
    }
    for (int other = 1; other < threads() / 32; other++) {
        Tail next = {room[3 * other], room[3 * other + 1], room[3 * other + 2]};
        own = join(own, next);
    }
    float log_sum = logf(own.sum);
    float target = row[targets[block_x()]];
    float* out = stats + 4ll * block_x();
    out[0] = own.most + log_sum;
    out[1] = target - own.most - log_sum;
    out[2] = log_sum - own.weighted / own.sum;
    out[3] = target == own.most ? 1.0f : 0.0f;
}

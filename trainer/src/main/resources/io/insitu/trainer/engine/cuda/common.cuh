// What kernels share, in the words of device.cuh. Rows are read and written in octets of 16 bytes where address and stride allow
// it, and number by number where they do not.
struct ALIGNED16 Sixteen {
    unsigned x[4];
};

struct ALIGNED16 FourFloats {
    float x[4];
};

// Whether every row of a matrix starts at a multiple of 16 bytes.
DEVICE bool in_octets(const bf16* matrix, int stride) {
    return ((unsigned long long) matrix % 16 == 0) && stride % 8 == 0;
}
DEVICE bool in_octets(const float* matrix, int stride) {
    return ((unsigned long long) matrix % 16 == 0) && stride % 4 == 0;
}

// Eight numbers of a row from column `at`; zeros beyond its end.
DEVICE Sixteen octet(const bf16* row, int at, int columns, bool wide) {
    if (wide && at + 8 <= columns) {
        return *(const Sixteen*) (row + at);
    }
    Sixteen r;
    UNROLL
    for (int i = 0; i < 4; i++) {
        unsigned low = at + 2 * i < columns ? row[at + 2 * i] : 0u;
        unsigned high = at + 2 * i + 1 < columns ? row[at + 2 * i + 1] : 0u;
        r.x[i] = low | high << 16;
    }
    return r;
}

DEVICE void unpack(const Sixteen& from, float to[8]) {
    UNROLL
    for (int i = 0; i < 4; i++) {
        to[2 * i] = low_bf16(from.x[i]);
        to[2 * i + 1] = high_bf16(from.x[i]);
    }
}

DEVICE void load8(const bf16* row, int at, int columns, bool wide, float to[8]) {
    unpack(octet(row, at, columns, wide), to);
}

DEVICE void load8(const float* row, int at, int columns, bool wide, float to[8]) {
    if (wide && at + 8 <= columns) {
        UNROLL
        for (int i = 0; i < 2; i++) {
            FourFloats four = *(const FourFloats*) (row + at + 4 * i);
            UNROLL
            for (int j = 0; j < 4; j++) {
                to[4 * i + j] = four.x[j];
            }
        }
        return;
    }
    UNROLL
    for (int i = 0; i < 8; i++) {
        to[i] = at + i < columns ? row[at + i] : 0.0f;
    }
}

DEVICE void store8(bf16* row, int at, int columns, bool wide, const float from[8]) {
    if (wide && at + 8 <= columns) {
        Sixteen r;
        UNROLL
        for (int i = 0; i < 4; i++) {
            r.x[i] = pack_bf16(from[2 * i], from[2 * i + 1]);
        }
        *(Sixteen*) (row + at) = r;
        return;
    }
    UNROLL
    for (int i = 0; i < 8; i++) {
        if (at + i < columns) {
            row[at + i] = to_bf16(from[i]);
        }
    }
}

DEVICE void store8(float* row, int at, int columns, bool wide, const float from[8]) {
    if (wide && at + 8 <= columns) {
        UNROLL
        for (int i = 0; i < 2; i++) {
            FourFloats four;
            UNROLL
            for (int j = 0; j < 4; j++) {
                four.x[j] = from[4 * i + j];
            }
            *(FourFloats*) (row + at + 4 * i) = four;
        }
        return;
    }
    UNROLL
    for (int i = 0; i < 8; i++) {
        if (at + i < columns) {
            row[at + i] = from[i];
        }
    }
}

// The sum over a warp, in every lane; the order is fixed.
DEVICE float warp_sum(float v) {
    UNROLL
    for (int mask = 16; mask > 0; mask /= 2) {
        v += shuffle_xor(v, mask);
    }
    return v;
}

DEVICE double warp_sum(double v) {
    UNROLL
    for (int mask = 16; mask > 0; mask /= 2) {
        v += shuffle_xor(v, mask);
    }
    return v;
}

// The sum over a block, in thread 0; the order is fixed. `room` holds one number for each warp.
DEVICE double block_sum(double v, double* room) {
    v = warp_sum(v);
    if (thread_x() % 32 == 0) {
        room[thread_x() / 32] = v;
    }
    sync_block();
    double sum = 0;
    for (int warp = 0; thread_x() == 0 && warp < threads() / 32; warp++) {
        sum += room[warp];
    }
    return sum;
}

DEVICE float sigmoid(float v) { return divide_fast(1.0f, 1.0f + exp_fast(-v)); }

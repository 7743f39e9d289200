// partials[b] = the sum of the squares that block b saw; sum_partials adds them up. Summed in doubles and in a fixed order: the
// same numbers give the same sum.
// values (count) float32, partials (blocks) float64.
// Launch: at most 1024 blocks of 256 threads. Bytes: 4 for each number. CPU twin: CpuAdamW.sumOfSquares.
KERNEL(sum_of_squares)(const float* values, long long count, double* partials) {
    SHARED(double, room[32]);
    bool wide = in_octets(values, 0);
    double sum = 0;
    for (long long at = ((long long) block_x() * threads() + thread_x()) * 8; at < count; at += (long long) grid_x() * threads() * 8) {
        int left = count - at < 8 ? (int) (count - at) : 8;
        float v[8];
        load8(values + at, 0, left, wide, v);
        float squares = 0;
        UNROLL
        for (int i = 0; i < 8; i++) {
            squares += v[i] * v[i];
        }
        sum += squares;
    }
    sum = block_sum(sum, room);
    if (thread_x() == 0) {
        partials[block_x()] = sum;
    }
}

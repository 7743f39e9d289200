// total = the sum of the partials, in a fixed order.
// partials (count), total (1) float64. Launch: one block of 256 threads. CPU twin: CpuAdamW.sumOfSquares.
KERNEL(sum_partials)(const double* partials, int count, double* total) {
    SHARED(double, room[32]);
    double sum = 0;
    for (int i = thread_x(); i < count; i += threads()) {
        sum += partials[i];
    }
    sum = block_sum(sum, room);
    if (thread_x() == 0) {
        total[0] = sum;
    }
}

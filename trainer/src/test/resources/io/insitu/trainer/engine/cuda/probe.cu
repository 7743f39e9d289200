// Kernels that test the host device itself.
KERNEL(probe_mma)(const bf16* a, const bf16* b, float* d) {
    SHARED(bf16, tile[16 * 16]);
    int lane = thread_x();
    for (int i = lane; i < 16 * 16; i += 32) {
        tile[i] = a[i];
    }
    sync_warp();
    unsigned fragment[4];
    load_matrix_x4(fragment, tile, 2 * (lane % 16 * 16 + lane / 16 * 8));
    const unsigned* pairs = (const unsigned*) b;
    int g = lane / 4;
    int t = lane % 4;
    float sum[4] = {0, 0, 0, 0};
    mma_bf16(sum, fragment, pairs[g * 8 + t], pairs[g * 8 + t + 4]);
    d[g * 8 + 2 * t] = sum[0];
    d[g * 8 + 2 * t + 1] = sum[1];
    d[(g + 8) * 8 + 2 * t] = sum[2];
    d[(g + 8) * 8 + 2 * t + 1] = sum[3];
}

KERNEL(probe_turned)(const bf16* a, unsigned* to) {
    SHARED(bf16, tile[16 * 16]);
    int lane = thread_x();
    for (int i = lane; i < 16 * 16; i += 32) {
        tile[i] = a[i];
    }
    sync_warp();
    unsigned fragment[4];
    load_matrix_x4_transposed(fragment, tile, 2 * (lane % 16 * 16 + lane / 16 * 8));
    for (int m = 0; m < 4; m++) {
        to[lane * 4 + m] = fragment[m];
    }
}

KERNEL(probe_async)(const bf16* from, bf16* to) {
    SHARED_DYNAMIC(room);
    if (thread_x() > 0) {
        return;
    }
    bf16* there = (bf16*) room;
    copy_async16(room, 0, from, true);
    commit_async();
    copy_async16(room, 16, from + 8, true);
    copy_async16(room, 32, from, false);
    commit_async();
    to[0] = there[0];
    wait_async<1>();
    for (int i = 0; i < 8; i++) {
        to[8 + i] = there[i];
        to[16 + i] = there[8 + i];
    }
    wait_async<0>();
    for (int i = 0; i < 8; i++) {
        to[24 + i] = there[8 + i];
        to[32 + i] = there[16 + i];
    }
}

KERNEL(probe_divided)(int well, float* to) {
    if (well == 0) {
        if (thread_x() < 40) {
            sync_block();
        } else {
            shuffle_xor(1.0f, 1);
        }
        return;
    }
    SHARED(float, numbers[64]);
    numbers[thread_x()] = thread_x();
    sync_block();
    float sum = 0;
    for (int i = 0; i < 64; i++) {
        sum += numbers[i];
    }
    to[thread_x()] = sum;
}

// The words in which kernels are written, on a device. Comes before every kernel; host.cuh among the tests says the same words
// for a host. No headers, because NVRTC has none: a bf16 number is the upper half of a float. All PTX is here.
typedef unsigned short bf16;

#define KERNEL(name) extern "C" __global__ void name
#define KERNEL_BOUNDS(name, threads, blocks) extern "C" __global__ void __launch_bounds__(threads, blocks) name
#define DEVICE [[maybe_unused]] static __device__ __forceinline__
#define ALIGNED16 __align__(16)
#define SHARED(type, declaration) __shared__ __align__(16) type declaration
#define SHARED_DYNAMIC(name) extern __shared__ __align__(128) unsigned char name[]
#define UNROLL _Pragma("unroll")

DEVICE int thread_x() { return threadIdx.x; }
DEVICE int threads() { return blockDim.x; }
DEVICE int block_x() { return blockIdx.x; }
DEVICE int block_y() { return blockIdx.y; }
DEVICE int block_z() { return blockIdx.z; }
DEVICE int grid_x() { return gridDim.x; }

DEVICE void sync_block() { __syncthreads(); }
DEVICE void sync_warp() { __syncwarp(); }
DEVICE float shuffle_xor(float v, int mask) { return __shfl_xor_sync(0xffffffffu, v, mask); }
DEVICE int shuffle_xor(int v, int mask) { return __shfl_xor_sync(0xffffffffu, v, mask); }
DEVICE double shuffle_xor(double v, int mask) { return __shfl_xor_sync(0xffffffffu, v, mask); }
DEVICE float shuffle_down(float v, int delta) { return __shfl_down_sync(0xffffffffu, v, delta); }
DEVICE float shuffle(float v, int lane) { return __shfl_sync(0xffffffffu, v, lane); }
DEVICE int shuffle(int v, int lane) { return __shfl_sync(0xffffffffu, v, lane); }

DEVICE float from_bf16(bf16 v) { return __uint_as_float((unsigned) v << 16); }
DEVICE float low_bf16(unsigned pair) { return __uint_as_float(pair << 16); }
DEVICE float high_bf16(unsigned pair) { return __uint_as_float(pair & 0xffff0000u); }

// To the nearest, ties to even.
DEVICE bf16 to_bf16(float v) {
    bf16 r;
    asm("cvt.rn.bf16.f32 %0, %1;" : "=h"(r) : "f"(v));
    return r;
}

DEVICE unsigned pack_bf16(float low, float high) {
    unsigned r;
    asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(r) : "f"(high), "f"(low));
    return r;
}

// Approximate where that is an instruction: relative error 2^-21 or so.
DEVICE float exp_fast(float v) { return __expf(v); }
DEVICE float exp2_fast(float v) {
    float r;
    asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(r) : "f"(v));
    return r;
}
DEVICE float log_fast(float v) { return __logf(v); }
DEVICE float divide_fast(float a, float b) { return __fdividef(a, b); }

DEVICE unsigned shared_address(const void* pointer) {
    unsigned r;
    asm("{ .reg .u64 s; cvta.to.shared.u64 s, %1; cvt.u32.u64 %0, s; }" : "=r"(r) : "l"(pointer));
    return r;
}

// 16 bytes of global memory into shared memory; zeros where they are not valid. They are there after a wait_async and a barrier.
DEVICE void copy_async16(void* shared, int offset, const void* global, bool valid) {
    int bytes = valid ? 16 : 0;
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;"
                 :: "r"(shared_address(shared) + offset), "l"(global), "r"(bytes) : "memory");
}
DEVICE void commit_async() { asm volatile("cp.async.commit_group;" ::: "memory"); }
// Waits until at most so many of the newest groups are under way.
template <int N> DEVICE void wait_async() { asm volatile("cp.async.wait_group %0;" :: "n"(N) : "memory"); }

// Four 8 x 8 matrices: lane 8 m + i names row i of matrix m in shared memory; lane 4 i + j gets elements 2 j and 2 j + 1 of row i.
DEVICE void load_matrix_x4(unsigned r[4], const void* tile, int offset) {
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3]) : "r"(shared_address(tile) + offset) : "memory");
}
// The same of the transposed matrices: lane 4 i + j gets elements 2 j and 2 j + 1 of column i.
DEVICE void load_matrix_x4_transposed(unsigned r[4], const void* tile, int offset) {
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3]) : "r"(shared_address(tile) + offset) : "memory");
}

// d (16, 8) += a (16, 16) b (16, 8). With g = lane / 4, t = lane % 4: a holds rows g, g + 8, g, g + 8 at columns 2t, 2t, 2t + 8,
// 2t + 8 (two each); b rows 2t and 2t + 8 (two each) of column g; d rows g, g, g + 8, g + 8 at columns 2t, 2t + 1, 2t, 2t + 1.
DEVICE void mma_bf16(float d[4], const unsigned a[4], unsigned b0, unsigned b1) {
    asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, "
                 "{%0, %1, %2, %3};"
                 : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
                 : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

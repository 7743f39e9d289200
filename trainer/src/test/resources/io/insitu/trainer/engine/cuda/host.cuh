// The words of device.cuh on a host, so that g++ compiles the very text of a kernel and a test can run it without a device. Every
// thread of a block is a fiber with a stack of its own; whoever waits gives way to the others. Blocks run one after the other.
// Shared memory is NaN when a block starts, and what cp.async brings is NaN until its wait. A warp or block whose threads wait
// for each other in different places ends the launch with a message. Not a device: warps do not run side by side, and data
// races show only where the order of threads, which a launch may turn round, changes the result.
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <cmath>
#include <tuple>
#include <utility>
#include <vector>

typedef unsigned short bf16;

#define KERNEL(name) static void name
#define KERNEL_BOUNDS(name, threads, blocks) static void name
#define DEVICE [[maybe_unused]] static inline
#define ALIGNED16 __attribute__((aligned(16)))
#define SHARED(type, declaration) static type declaration __attribute__((section("insitu_shared"), aligned(16)))
#define SHARED_DYNAMIC(name) unsigned char* name = host::dynamic
#define UNROLL

extern unsigned char __start_insitu_shared[]; // the linker's names for the section of static shared memory
extern unsigned char __stop_insitu_shared[];
[[maybe_unused]] static unsigned char never_empty __attribute__((section("insitu_shared"), used));

namespace host {
enum Waits { NOTHING, WARP, BLOCK };
const int MOST = 1024;
const size_t STACK = 128 << 10;

struct Copy {
    void* to;
    const void* from;
    bool valid;
};

struct Fiber {
    ucontext_t begin;
    jmp_buf at;
    bool begun;
    bool done;
    Waits waits;
    unsigned generation; // of what it waits for
    unsigned parity; // which half of the warp's room it uses next
    std::vector<std::vector<Copy>> groups; // of cp.async, the oldest first; the last is open
};

struct Room {
    unsigned words[8];
    const void* pointer;
};

struct Warp {
    unsigned generation;
    int arrived;
    Room room[2][32]; // two halves, so that one exchange needs one barrier
};

static Fiber fibers[MOST];
static Warp warps[MOST / 32];
static unsigned block_generation;
static int block_arrived, alive;
static jmp_buf scheduler;
static int current, count, block[3], grid[3];
static unsigned char* dynamic;
static void (*body)();
static const char* complaint; // what a thread found wrong; the launch ends with it

static int lanes() { return 32; }
static Fiber& fiber() { return fibers[current]; }

__attribute__((noinline)) static void give_way() {
    if (_setjmp(fiber().at) == 0) {
        _longjmp(scheduler, 1);
    }
}

static void sync_warp() {
    Warp& warp = warps[current / 32];
    Fiber& self = fiber();
    if (++warp.arrived == lanes()) {
        warp.arrived = 0;
        warp.generation++;
        return;
    }
    self.waits = WARP;
    self.generation = warp.generation;
    give_way();
}

static void release_block() {
    if (alive > 0 && block_arrived == alive) {
        block_arrived = 0;
        block_generation++;
    }
}

static void sync_block() {
    Fiber& self = fiber();
    self.waits = BLOCK;
    self.generation = block_generation;
    block_arrived++;
    release_block();
    give_way();
}

// The room of this warp in which its lanes leave what the others read after the barrier.
static Room* exchange(const Room& own) {
    Room* half = warps[current / 32].room[fiber().parity++ % 2];
    half[current % 32] = own;
    sync_warp();
    return half;
}

template <typename T> T from_lane(T v, int lane) {
    Room own = {};
    memcpy(own.words, &v, sizeof v);
    Room* all = exchange(own);
    T result;
    memcpy(&result, all[lane >= 0 && lane < 32 ? lane : current % 32].words, sizeof v);
    return result;
}

static void run_fiber() {
    for (;;) {
        body();
        fiber().done = true;
        alive--;
        release_block();
        give_way();
    }
}

static bool may_run(const Fiber& f, int thread) {
    if (f.done) {
        return false;
    }
    switch (f.waits) {
        case WARP: return warps[thread / 32].generation != f.generation;
        case BLOCK: return block_generation != f.generation;
        default: return true;
    }
}

static void resume(int thread) {
    current = thread;
    fiber().waits = NOTHING;
    if (_setjmp(scheduler) == 0) {
        if (fiber().begun) {
            _longjmp(fiber().at, 1);
        }
        fiber().begun = true;
        getcontext(&fiber().begin);
        unsigned char* stacks = (unsigned char*) mmap(nullptr, STACK, PROT_READ | PROT_WRITE,
                                                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        fiber().begin.uc_stack.ss_sp = stacks;
        fiber().begin.uc_stack.ss_size = STACK;
        fiber().begin.uc_link = nullptr;
        makecontext(&fiber().begin, run_fiber, 0);
        setcontext(&fiber().begin);
    }
}

// Empty when all threads of the block came to their end.
static const char* run_block(bool descending) {
    for (int i = 0; i < count; i++) {
        fibers[i].done = false;
        fibers[i].waits = NOTHING;
        fibers[i].parity = 0;
        fibers[i].groups.assign(1, {});
    }
    memset(warps, 0, sizeof warps);
    alive = count;
    block_arrived = 0;
    while (alive > 0) {
        bool progress = false;
        for (int i = 0; i < count; i++) {
            int thread = descending ? count - 1 - i : i;
            if (may_run(fibers[thread], thread)) {
                progress = true;
                resume(thread);
            }
        }
        if (!progress) {
            static char message[200];
            int first = 0;
            while (fibers[first].done) {
                first++;
            }
            snprintf(message, sizeof message, "block (%d, %d, %d): %d threads wait for each other in different places, the first is %d, at a %s",
                     block[0], block[1], block[2], alive, first, fibers[first].waits == WARP ? "warp exchange" : "block barrier");
            for (int i = 0; i < count; i++) {
                fibers[i].begun = false; // its stack holds a half-done block; a new one next time
            }
            return message;
        }
    }
    return nullptr;
}

template <typename T> static T slot(const long long* slots, size_t i) {
    T value;
    memcpy(&value, slots + i, sizeof value); // little endian: the lower half of a slot
    return value;
}

static std::vector<long long> arguments;
template <auto F> struct Call;
template <typename... A, void (*F)(A...)> struct Call<F> {
    static const size_t SLOTS = sizeof...(A);
    template <size_t... I> static void with(std::index_sequence<I...>) { F(slot<A>(arguments.data(), I)...); }
    static void run() { with(std::index_sequence_for<A...>()); }
};

static const char* launch(void (*kernel)(), const int* dims, const long long* slots, int slot_count) {
    for (int i = 0; i < 3; i++) {
        grid[i] = dims[i];
    }
    count = dims[3];
    int shared = dims[4];
    bool descending = dims[5];
    arguments.assign(slots, slots + slot_count);
    body = kernel;
    if (count % 32 != 0 || count > MOST) {
        return "a block has full warps, and no more than 1024 threads";
    }
    dynamic = (unsigned char*) aligned_alloc(128, (shared + 255) / 128 * 128);
    const char* message = nullptr;
    long long blocks = (long long) grid[0] * grid[1] * grid[2];
    for (long long i = 0; i < blocks && !message; i++) {
        long long b = descending ? blocks - 1 - i : i;
        block[0] = (int) (b % grid[0]);
        block[1] = (int) (b / grid[0] % grid[1]);
        block[2] = (int) (b / grid[0] / grid[1]);
        memset(dynamic, 0xff, (shared + 255) / 128 * 128);
        memset(__start_insitu_shared, 0xff, __stop_insitu_shared - __start_insitu_shared);
        message = run_block(descending);
        for (int j = shared; j < (shared + 255) / 128 * 128 && !message; j++) {
            message = dynamic[j] == 0xff ? nullptr : "it wrote beyond its dynamic shared memory";
        }
    }
    free(dynamic);
    message = message ? message : complaint;
    complaint = nullptr;
    return message;
}
} // namespace host

// What the launcher looks up in the library of a kernel.
#define HOST_ENTRY(name) \
    extern "C" __attribute__((visibility("default"))) const char* insitu_run_##name(const int* dims, const long long* slots, int count) { \
        if (count != (int) host::Call<name>::SLOTS) return "it takes another number of arguments"; \
        return host::launch(host::Call<name>::run, dims, slots, count); \
    }

DEVICE int thread_x() { return host::current; }
DEVICE int threads() { return host::count; }
DEVICE int block_x() { return host::block[0]; }
DEVICE int block_y() { return host::block[1]; }
DEVICE int block_z() { return host::block[2]; }
DEVICE int grid_x() { return host::grid[0]; }

DEVICE void sync_block() { host::sync_block(); }
DEVICE void sync_warp() { host::sync_warp(); }
DEVICE float shuffle_xor(float v, int mask) { return host::from_lane(v, host::current % 32 ^ mask); }
DEVICE int shuffle_xor(int v, int mask) { return host::from_lane(v, host::current % 32 ^ mask); }
DEVICE double shuffle_xor(double v, int mask) { return host::from_lane(v, host::current % 32 ^ mask); }
DEVICE float shuffle_down(float v, int delta) { return host::from_lane(v, host::current % 32 + delta); }
DEVICE float shuffle(float v, int lane) { return host::from_lane(v, lane % 32); }
DEVICE int shuffle(int v, int lane) { return host::from_lane(v, lane % 32); }

DEVICE float float_of(unsigned bits) {
    float v;
    memcpy(&v, &bits, sizeof v);
    return v;
}
DEVICE float from_bf16(bf16 v) { return float_of((unsigned) v << 16); }
DEVICE float low_bf16(unsigned pair) { return float_of(pair << 16); }
DEVICE float high_bf16(unsigned pair) { return float_of(pair & 0xffff0000u); }
DEVICE bf16 to_bf16(float v) {
    unsigned bits;
    memcpy(&bits, &v, sizeof bits);
    if (v != v) {
        return 0x7fff;
    }
    return (bf16) ((bits + 0x7fffu + (bits >> 16 & 1u)) >> 16);
}
DEVICE unsigned pack_bf16(float low, float high) { return to_bf16(low) | (unsigned) to_bf16(high) << 16; }

DEVICE float exp_fast(float v) { return expf(v); }
DEVICE float exp2_fast(float v) { return exp2f(v); }
DEVICE float log_fast(float v) { return logf(v); }
DEVICE float divide_fast(float a, float b) { return a / b; }
DEVICE float rsqrtf(float v) { return 1.0f / sqrtf(v); }

DEVICE void copy_async16(void* shared, int offset, const void* global, bool valid) {
    unsigned char* to = (unsigned char*) shared + offset;
    if ((unsigned long long) to % 16 != 0 || (valid && (unsigned long long) global % 16 != 0)) {
        host::complaint = "cp.async between places that are no multiples of 16 bytes";
    }
    memset(to, 0xff, 16);
    host::fiber().groups.back().push_back({to, global, valid});
}
DEVICE void commit_async() { host::fiber().groups.emplace_back(); }
template <int N> DEVICE void wait_async() {
    auto& groups = host::fiber().groups;
    while ((int) groups.size() - 1 > N) {
        for (const host::Copy& copy : groups.front()) {
            if (copy.valid) {
                memcpy(copy.to, copy.from, 16);
            } else {
                memset(copy.to, 0, 16);
            }
        }
        groups.erase(groups.begin());
    }
}

namespace host {
static void load_matrix_x4(unsigned r[4], const void* row, bool transposed) {
    Room own = {};
    own.pointer = row;
    Room* all = exchange(own);
    int lane = current % 32;
    for (int m = 0; m < 4; m++) {
        bf16 pair[2];
        for (int e = 0; e < 2; e++) {
            int i = transposed ? lane % 4 * 2 + e : lane / 4;
            int j = transposed ? lane / 4 : lane % 4 * 2 + e;
            pair[e] = ((const bf16*) all[8 * m + i].pointer)[j];
        }
        r[m] = pair[0] | (unsigned) pair[1] << 16;
    }
    sync_warp(); // nobody goes on, and perhaps writes there, before all have read
}

static float half_of(unsigned pair, int which) { return which ? high_bf16(pair) : low_bf16(pair); }
} // namespace host

DEVICE void load_matrix_x4(unsigned r[4], const void* tile, int offset) {
    host::load_matrix_x4(r, (const unsigned char*) tile + offset, false);
}
DEVICE void load_matrix_x4_transposed(unsigned r[4], const void* tile, int offset) {
    host::load_matrix_x4(r, (const unsigned char*) tile + offset, true);
}

DEVICE void mma_bf16(float d[4], const unsigned a[4], unsigned b0, unsigned b1) {
    host::Room own = {{a[0], a[1], a[2], a[3], b0, b1, 0, 0}, nullptr};
    host::Room* all = host::exchange(own);
    int g = host::current % 32 / 4, t = host::current % 4;
    for (int k = 0; k < 16; k++) {
        int owner = k % 8 / 2, upper = k / 8, which = k % 2; // which lane of a group of four holds k, and where
        float rows[2] = {host::half_of(all[4 * g + owner].words[2 * upper], which),
                         host::half_of(all[4 * g + owner].words[2 * upper + 1], which)};
        for (int j = 0; j < 2; j++) {
            float column = host::half_of(all[4 * (2 * t + j) + owner].words[4 + upper], which);
            d[j] += rows[0] * column; // a product of two bf16 numbers is exact
            d[2 + j] += rows[1] * column;
        }
    }
}

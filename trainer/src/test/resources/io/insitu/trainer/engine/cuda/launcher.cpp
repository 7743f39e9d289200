// The little that Java needs to run kernels compiled for a host: only numbers pass, so no JNI header is needed.
#include <dlfcn.h>
#include <string.h>
#include <vector>

extern "C" long long Java_io_insitu_trainer_engine_cuda_HostLibrary_open(void*, void*, long long path) {
    return (long long) dlopen((const char*) path, RTLD_NOW | RTLD_LOCAL);
}

extern "C" long long Java_io_insitu_trainer_engine_cuda_HostLibrary_find(void*, void*, long long library, long long name) {
    return (long long) dlsym((void*) library, (const char*) name);
}

// The address of a message, or 0.
extern "C" long long Java_io_insitu_trainer_engine_cuda_HostLibrary_run(
        void*, void*, long long function, long long dims, long long slots, int count) {
    typedef const char* (*Run)(const int*, const long long*, int);
    return (long long) ((Run) function)((const int*) dims, (const long long*) slots, count);
}

struct Factor {
    const unsigned short* numbers; // bf16
    long long stride;
    long long transposed;

    float at(long long row, long long column) const {
        unsigned bits = (unsigned) numbers[transposed ? column * stride + row : row * stride + column] << 16;
        float v;
        memcpy(&v, &bits, sizeof v);
        return v;
    }
};

// A product of bf16 matrices. Every sum is float32, in order of depth, whatever the other sizes are.
struct Multiplied {
    Factor a;
    Factor b;
    float* sums; // (rows, columns)
    long long rows;
    long long columns;
    long long depth;
};

extern "C" __attribute__((optimize("O3"))) void Java_io_insitu_trainer_engine_cuda_HostLibrary_multiply(void*, void*, long long product) {
    const Multiplied p = *(const Multiplied*) product;
    std::vector<float> right(p.depth * p.columns);
    for (long long k = 0; k < p.depth; k++) {
        for (long long j = 0; j < p.columns; j++) {
            right[k * p.columns + j] = p.b.at(k, j);
        }
    }
    for (long long i = 0; i < p.rows; i++) {
        float* sums = p.sums + i * p.columns;
        memset(sums, 0, p.columns * sizeof(float));
        for (long long k = 0; k < p.depth; k++) {
            float left = p.a.at(i, k);
            const float* row = right.data() + k * p.columns;
            for (long long j = 0; j < p.columns; j++) {
                sums[j] += left * row[j];
            }
        }
    }
}

// The little that Java needs to run kernels compiled for a host: only numbers pass, so no JNI header is needed.
#include <dlfcn.h>

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

package io.insitu.trainer.engine.cuda;

import java.nio.charset.StandardCharsets;
import org.bytedeco.cuda.global.cublas;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.cuda.global.nvrtc;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** Codes of the driver and its libraries as exceptions. A failed kernel is told by a later call, whose name then stands here. */
final class CudaCalls {
    static final int OUT_OF_MEMORY = 2;

    private CudaCalls() {}

    static void driver(int code, String call) {
        if (code == OUT_OF_MEMORY) {
            throw new DeviceMemoryException(call);
        }
        if (code != 0) {
            BytePointer name = new BytePointer((Pointer) null);
            cudart.cuGetErrorName(code, name);
            throw new CudaException(call + ": " + (name.isNull() ? "error" : name.getString()) + " (" + code + ")");
        }
    }

    static void products(int code, String call) {
        if (code != 0) {
            throw new CudaException(
                    call + ": " + cublas.cublasLtGetStatusName(code).getString() + " (" + code + ")");
        }
    }

    static void compiler(int code, String call) {
        if (code != 0) {
            throw new CudaException(
                    call + ": " + nvrtc.nvrtcGetErrorString(code).getString() + " (" + code + ")");
        }
    }

    static String deviceName(int device) {
        byte[] name = new byte[256];
        driver(cudart.cuDeviceGetName(name, name.length, device), "cuDeviceGetName");
        int end = 0;
        while (end < name.length && name[end] != 0) {
            end++;
        }
        return new String(name, 0, end, StandardCharsets.UTF_8);
    }

    static int attribute(int attribute, int device) {
        int[] value = new int[1];
        driver(cudart.cuDeviceGetAttribute(value, attribute, device), "cuDeviceGetAttribute");
        return value[0];
    }
}

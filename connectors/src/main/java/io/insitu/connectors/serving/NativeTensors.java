package io.insitu.connectors.serving;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.insitu.schemas.model.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/** Tensors over direct buffers, which ONNX Runtime reads and writes in place. */
final class NativeTensors {
    private NativeTensors() {}

    /** Room for this many elements of this width; never empty, since an empty buffer has no address. */
    static ByteBuffer buffer(long elements, int width) {
        long bytes = Math.max(1, elements) * width;
        if (bytes > Integer.MAX_VALUE) {
            throw new ServingException(bytes + " bytes for one layer's cache are more than one block can hold;"
                    + " lower serving.context or serving.concurrent");
        }
        try {
            return ByteBuffer.allocateDirect((int) bytes).order(ByteOrder.nativeOrder());
        } catch (OutOfMemoryError e) { // of direct memory, which is bounded apart from the heap
            throw new ServingException(
                    "no " + bytes + " bytes of direct memory left; raise -XX:MaxDirectMemorySize or lower"
                            + " serving.context",
                    e);
        }
    }

    static FloatBuffer floats(long elements) {
        return buffer(elements, Float.BYTES).asFloatBuffer().limit((int) elements);
    }

    static OnnxTensor matrix(OrtEnvironment environment, Tensor tensor) throws OrtException {
        return OnnxTensor.createTensor(environment, floats(tensor), new long[] {tensor.rows(), tensor.columns()});
    }

    static FloatBuffer floats(Tensor tensor) {
        return floats(tensor.values().length).put(tensor.values()).rewind();
    }

    /** One row of tokens. */
    static OnnxTensor ids(OrtEnvironment environment, int[] tokens) throws OrtException {
        LongBuffer ids = buffer(tokens.length, Long.BYTES).asLongBuffer();
        for (int token : tokens) {
            ids.put(token);
        }
        return OnnxTensor.createTensor(environment, ids.rewind(), new long[] {1, tokens.length});
    }
}

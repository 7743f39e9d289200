package io.insitu.connectors.serving;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.insitu.schemas.model.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Tensors over direct buffers, which ONNX Runtime reads and writes in place. */
final class NativeTensors {
    private NativeTensors() {}

    /** Room for this many elements of this width; never empty, since an empty buffer has no address. */
    static ByteBuffer buffer(long elements, int width) {
        return ByteBuffer.allocateDirect(Math.toIntExact(Math.max(1, elements) * width))
                .order(ByteOrder.nativeOrder());
    }

    static FloatBuffer floats(long elements) {
        return buffer(elements, Float.BYTES).asFloatBuffer().limit((int) elements);
    }

    static OnnxTensor matrix(OrtEnvironment environment, Tensor tensor) throws OrtException {
        FloatBuffer buffer = floats(tensor.values().length);
        buffer.put(tensor.values()).rewind();
        return OnnxTensor.createTensor(environment, buffer, new long[] {tensor.rows(), tensor.columns()});
    }
}

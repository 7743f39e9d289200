package io.insitu.trainer.engine.cuda;

import io.insitu.trainer.engine.AdamWStep;
import io.insitu.trainer.engine.Mat;
import io.insitu.trainer.engine.Memory;
import io.insitu.trainer.engine.Vectors;
import io.insitu.trainer.engine.cuda.Rows.Type;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Parameters, gradients and moments on a device: float32, and an optimizer of one launch. */
final class CudaVectors implements Vectors {
    private final Device device;
    private final VectorKernels kernels;
    private final Carrier carrier;
    private final long partials;
    private final ByteBuffer answer = ByteBuffer.allocateDirect(Double.BYTES).order(ByteOrder.nativeOrder());

    CudaVectors(Device device) {
        this.device = device;
        kernels = new VectorKernels(device);
        carrier = new Carrier(device);
        partials = device.allocate((VectorKernels.PARTIALS + 1L) * Double.BYTES);
    }

    /** Raised whenever the same batch and seed would give other bytes. */
    @Override
    public String name() {
        return "cuda@1";
    }

    @Override
    public Memory allocate(long floats) {
        return new CudaMemory(device, floats);
    }

    @Override
    public void write(float[] values, Mat target) {
        carrier.write(values, target.size(), vector(target), 0);
    }

    @Override
    public float[] read(Mat source) {
        return carrier.read(vector(source));
    }

    private static Rows vector(Mat mat) {
        return Rows.of(CudaMemory.at(mat), 1, mat.size(), Type.F32);
    }

    @Override
    public void copy(Mat from, Mat to) {
        same(from, to);
        device.copy(CudaMemory.at(from), CudaMemory.at(to), (long) from.size() * Float.BYTES);
    }

    @Override
    public void add(Mat from, Mat to) {
        same(from, to);
        kernels.add(CudaMemory.at(from), CudaMemory.at(to), from.size());
    }

    @Override
    public void zero(Mat target) {
        device.clear(CudaMemory.at(target), (long) target.size() * Float.BYTES);
    }

    @Override
    public double sumOfSquares(Mat values) {
        long total = partials + (long) VectorKernels.PARTIALS * Double.BYTES;
        kernels.sumOfSquares(CudaMemory.at(values), values.size(), partials, total);
        device.download(total, answer.clear());
        return answer.getDouble(0);
    }

    @Override
    public boolean adamWStaysFinite(Mat p, Mat m, Mat v, Mat g, AdamWStep step) {
        device.clear(partials, Double.BYTES);
        kernels.adamWFinite(
                CudaMemory.at(p), CudaMemory.at(m), CudaMemory.at(v), CudaMemory.at(g), p.size(), step, partials);
        device.download(partials, answer.clear());
        return answer.getInt(0) == 0;
    }

    @Override
    public void adamW(Mat p, Mat m, Mat v, Mat g, AdamWStep step) {
        kernels.adamW(CudaMemory.at(p), CudaMemory.at(m), CudaMemory.at(v), CudaMemory.at(g), p.size(), step);
    }

    private static void same(Mat from, Mat to) {
        if (from.size() != to.size()) {
            throw new IllegalArgumentException("vectors of " + from.size() + " and " + to.size());
        }
    }

    @Override
    public void close() {
        carrier.close();
        device.free(partials);
    }
}

package io.insitu.trainer.engine.cuda;

import io.insitu.trainer.engine.Mat;
import io.insitu.trainer.engine.Memory;
import io.insitu.trainer.engine.cpu.CpuEngine;
import io.insitu.trainer.engine.cuda.Rows.Type;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

/** Matrices of numbers on a device and, the same numbers, on the CPU engine. */
final class Grid implements AutoCloseable {
    final Device device;
    final CpuEngine cpu = new CpuEngine();
    final RowKernels kernels;
    final HeadKernels head;
    final VectorKernels vectors;
    private final SplittableRandom random;

    /** On the host. */
    Grid(long seed) {
        this(Devices.HOST, seed);
    }

    Grid(Devices where, long seed) {
        device = where.open();
        kernels = new RowKernels(device);
        head = new HeadKernels(device);
        vectors = new VectorKernels(device);
        random = new SplittableRandom(seed);
    }

    /** Normal numbers, of which some are large and some are small; all are bf16 numbers. */
    float[] numbers(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            double size = random.nextInt(10) == 0 ? StrictMath.pow(2, random.nextInt(-20, 6)) : 1;
            values[i] = Bf16.widen(Bf16.round((float) (size * random.nextDouble(-2, 2))));
        }
        return values;
    }

    int[] below(int bound, int count) {
        return random.ints(count, 0, bound).toArray();
    }

    /** A view with gaps of so many elements between rows; the gaps read as NaN. */
    Rows rows(float[] values, int rows, int gap, Type type) {
        int columns = values.length / Math.max(1, rows);
        int stride = columns + gap;
        Rows all = Rows.of(device.allocate((long) rows * stride * type.bytes()), rows, stride, type);
        ByteBuffer raw = buffer((int) all.bytes());
        for (int i = 0; i < raw.capacity(); i++) {
            raw.put(i, (byte) 0xff);
        }
        device.upload(raw, all.address());
        Rows view = all.columns(0, columns);
        write(values, view);
        return view;
    }

    Rows rows(float[] values, int rows, int gap) {
        return rows(values, rows, gap, Type.BF16);
    }

    long floats(float... values) {
        return rows(values, 1, 0, Type.F32).address();
    }

    long ints(int... values) {
        ByteBuffer bytes = buffer(4 * values.length);
        bytes.asIntBuffer().put(values);
        long address = device.allocate(bytes.capacity());
        device.upload(bytes, address);
        return address;
    }

    float[] floatsAt(long address, int count) {
        return read(Rows.of(address, 1, count, Type.F32));
    }

    Mat mat(float[] values, int rows) {
        Memory memory = cpu.allocate(values.length);
        Mat mat = Mat.of(memory, 0, rows, values.length / rows);
        cpu.write(values, mat);
        return mat;
    }

    Mat mat(int rows, int columns) {
        return mat(new float[rows * columns], rows);
    }

    /** What lies at an address. */
    ByteBuffer bytes(long address, int count) {
        ByteBuffer bytes = buffer(count);
        device.download(address, bytes);
        return bytes;
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    float[] read(Rows rows) {
        return Views.read(bytes(rows.address(), (int) rows.bytes()), rows);
    }

    void write(float[] values, Rows rows) {
        ByteBuffer bytes = bytes(rows.address(), (int) rows.bytes()); // with the gaps, which stay as they are
        Views.write(values, rows, bytes);
        device.upload(bytes, rows.address());
    }

    /** Once more, on the host with threads in the other order; on a device there is no choosing. */
    void again(Runnable work) {
        if (device instanceof HostDevice host) {
            host.turnRound();
            work.run();
            host.turnRound();
        } else {
            work.run();
        }
    }

    /** Runs twice, the threads in one order and in the other, and gives what both left; fails when they differ. */
    float[] both(Rows result, Runnable work) {
        float[] before = read(result);
        work.run();
        float[] once = read(result);
        write(before, result);
        again(work);
        float[] twice = read(result);
        for (int i = 0; i < once.length; i++) {
            if (Float.floatToRawIntBits(once[i]) != Float.floatToRawIntBits(twice[i])) {
                throw new AssertionError("at " + i + " " + once[i] + " in one order, " + twice[i] + " in the other");
            }
        }
        return once;
    }

    @Override
    public void close() {
        device.close();
    }
}

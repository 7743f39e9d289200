package io.insitu.trainer.engine.cuda;

import io.insitu.trainer.engine.cuda.Rows.Type;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Carries numbers between Java's arrays and a device, in pieces of a few megabytes. */
final class Carrier implements AutoCloseable {
    private static final int PIECE = 8 << 20;

    private final Device device;
    private final RowKernels kernels;
    private final ByteBuffer host = ByteBuffer.allocateDirect(PIECE).order(ByteOrder.nativeOrder());
    private long staging;

    Carrier(Device device) {
        this.device = device;
        kernels = new RowKernels(device);
    }

    /** Sets count numbers of a view, counted without its gaps, from number {@code from} on. */
    void write(float[] values, int count, Rows to, long from) {
        int done = 0;
        while (done < count) {
            int row = Math.toIntExact((from + done) / to.columns());
            int column = Math.toIntExact((from + done) % to.columns());
            int most = Math.min(count - done, PIECE / to.type().bytes());
            int whole = most / to.columns();
            if (to.stride() == to.columns()) {
                device.upload(packed(values, done, most, to.type()), to.at(row, column));
                done += most;
            } else if (column == 0 && whole > 1 && to.type() == Type.BF16) {
                int numbers = whole * to.columns();
                device.upload(packed(values, done, numbers, to.type()), staging());
                kernels.copy(Rows.of(staging(), whole, to.columns(), to.type()), to.rows(row, whole));
                done += numbers;
            } else {
                int numbers = Math.min(most, to.columns() - column);
                device.upload(packed(values, done, numbers, to.type()), to.at(row, column));
                done += numbers;
            }
        }
    }

    float[] read(Rows from) {
        float[] values = new float[Math.multiplyExact(from.rows(), from.columns())];
        int most = PIECE / from.type().bytes();
        if (from.stride() == from.columns()) {
            for (int done = 0; done < values.length; done += most) {
                unpack(
                        from.at(0, 0) + (long) done * from.type().bytes(),
                        values,
                        done,
                        Math.min(most, values.length - done),
                        from.type());
            }
            return values;
        }
        for (int row = 0; row < from.rows(); row++) {
            for (int done = 0; done < from.columns(); done += most) {
                int numbers = Math.min(most, from.columns() - done);
                unpack(from.at(row, done), values, row * from.columns() + done, numbers, from.type());
            }
        }
        return values;
    }

    private ByteBuffer packed(float[] values, int from, int count, Type type) {
        host.clear();
        for (int i = from; i < from + count; i++) {
            if (type == Type.BF16) {
                host.putShort(Bf16.round(values[i]));
            } else {
                host.putFloat(values[i]);
            }
        }
        return host.flip();
    }

    private void unpack(long address, float[] values, int from, int count, Type type) {
        device.download(address, host.clear().limit(count * type.bytes()));
        for (int i = 0; i < count; i++) {
            values[from + i] = type == Type.BF16 ? Bf16.widen(host.getShort(2 * i)) : host.getFloat(4 * i);
        }
    }

    private long staging() {
        if (staging == 0) {
            staging = device.allocate(PIECE);
        }
        return staging;
    }

    @Override
    public void close() {
        if (staging != 0) {
            device.free(staging);
            staging = 0;
        }
    }
}

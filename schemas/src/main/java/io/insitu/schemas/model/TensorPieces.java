package io.insitu.schemas.model;

import io.insitu.schemas.model.TensorInfo.Dtype;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * Reads tensors piece by piece, for those who have no room for a whole one, or read many and want no garbage: the buffers
 * are made once and grow to at most a piece. For one thread.
 */
public final class TensorPieces {
    /** Read at once; a multiple of every element's width. */
    private static final int PIECE_BYTES = 1 << 20;

    private @Nullable ByteBuffer raw;
    private float[] widened = new float[0];

    /** Takes the values of one tensor. */
    @FunctionalInterface
    public interface Values {
        /** Elements from {@code from} on are the first {@code count} values, which are overwritten by the next piece. */
        void take(long from, float[] values, int count) throws IOException;
    }

    /** Takes the stored bytes of one tensor. */
    @FunctionalInterface
    interface Bytes {
        /** The bytes from {@code from} on, overwritten by the next piece. */
        void take(long from, ByteBuffer raw) throws IOException;
    }

    /** One tensor, widened to float32. */
    public void read(SafetensorsFile file, TensorInfo info, Values values) throws IOException {
        Dtype dtype = info.dtype();
        int width = dtype.width();
        raw(file, info, (from, piece) -> {
            int count = piece.remaining() / width;
            if (widened.length < count) {
                widened = new float[count];
            }
            if (dtype == Dtype.F32) {
                piece.asFloatBuffer().get(widened, 0, count);
            } else {
                for (int i = 0; i < count; i++) {
                    widened[i] = dtype.valueAt(piece, i);
                }
            }
            values.take(from / width, widened, count);
        });
    }

    /** The stored bytes of one tensor, little endian. */
    void raw(SafetensorsFile file, TensorInfo info, Bytes bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file.file())) {
            for (long from = 0; from < info.bytes(); from += PIECE_BYTES) {
                int length = (int) Math.min(PIECE_BYTES, info.bytes() - from);
                ByteBuffer piece = room(length);
                SafetensorsFile.fill(piece, channel, info.begin() + from, file.file());
                bytes.take(from, piece.flip());
            }
        }
    }

    private ByteBuffer room(int bytes) {
        ByteBuffer there = raw;
        if (there == null || there.capacity() < bytes) {
            there = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
            raw = there;
        }
        return there.clear().limit(bytes);
    }
}

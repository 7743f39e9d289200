package io.insitu.trainer.engine.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Memory of this process that a device may read and write; one piece, used again and again. */
final class HostBuffer {
    private ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16).order(ByteOrder.nativeOrder());

    /** From its start, with undefined content, until the next call. */
    ByteBuffer of(int bytes) {
        if (buffer.capacity() < bytes) {
            buffer = ByteBuffer.allocateDirect(bytes + bytes / 4).order(ByteOrder.nativeOrder());
        }
        return buffer.clear().limit(bytes);
    }
}

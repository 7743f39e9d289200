package io.insitu.trainer.engine.cuda;

import static org.bytedeco.cuda.global.cudart.CU_EVENT_DISABLE_TIMING;
import static org.bytedeco.cuda.global.cudart.cuEventCreate;
import static org.bytedeco.cuda.global.cudart.cuEventDestroy;
import static org.bytedeco.cuda.global.cudart.cuEventRecord;
import static org.bytedeco.cuda.global.cudart.cuEventSynchronize;
import static org.bytedeco.cuda.global.cudart.cuMemFreeHost;
import static org.bytedeco.cuda.global.cudart.cuMemHostAlloc;
import static org.bytedeco.cuda.global.cudart.cuMemcpyDtoHAsync;
import static org.bytedeco.cuda.global.cudart.cuMemcpyHtoDAsync;

import java.nio.ByteBuffer;
import org.bytedeco.cuda.cudart.CUevent_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Two buffers that the device can read by itself. While it reads one, the other is filled: a copy of many gigabytes runs at the
 * speed of the bus, and whoever uploads has its buffer back at once.
 */
final class PinnedStaging implements AutoCloseable {
    private static final int BYTES = 16 << 20;

    private final CUstream_st stream;
    private final Half[] halves = {new Half(), new Half()};
    private int next;

    private static final class Half {
        private final BytePointer pointer = new BytePointer((Pointer) null);
        private final CUevent_st done = new CUevent_st();
        private final ByteBuffer buffer;

        Half() {
            CudaCalls.driver(cuMemHostAlloc(pointer, BYTES, 0), "cuMemHostAlloc");
            buffer = pointer.capacity(BYTES).asByteBuffer();
            CudaCalls.driver(cuEventCreate(done, CU_EVENT_DISABLE_TIMING), "cuEventCreate");
        }

        /** Until what was last asked of this half has happened; at once when nothing was. */
        ByteBuffer free() {
            CudaCalls.driver(cuEventSynchronize(done), "cuEventSynchronize");
            return buffer.clear();
        }
    }

    PinnedStaging(CUstream_st stream) {
        this.stream = stream;
    }

    void upload(ByteBuffer from, long to) {
        ByteBuffer rest = from.duplicate();
        int end = rest.limit();
        long address = to;
        while (rest.position() < end) {
            int count = Math.min(BYTES, end - rest.position());
            Half half = halves[next ^= 1];
            half.free().put(rest.limit(rest.position() + count));
            CudaCalls.driver(cuMemcpyHtoDAsync(address, half.pointer, count, stream), "cuMemcpyHtoDAsync");
            CudaCalls.driver(cuEventRecord(half.done, stream), "cuEventRecord");
            address += count;
        }
    }

    void download(long from, ByteBuffer to) {
        ByteBuffer rest = to.duplicate();
        int bytes = rest.remaining();
        int asked = 0;
        int got = 0;
        while (got < bytes) {
            while (asked < bytes && asked < got + 2 * BYTES) {
                int count = Math.min(BYTES, bytes - asked);
                Half half = halves[asked / BYTES & 1];
                half.free();
                CudaCalls.driver(cuMemcpyDtoHAsync(half.pointer, from + asked, count, stream), "cuMemcpyDtoHAsync");
                CudaCalls.driver(cuEventRecord(half.done, stream), "cuEventRecord");
                asked += count;
            }
            int count = Math.min(BYTES, bytes - got);
            rest.put(halves[got / BYTES & 1].free().limit(count));
            got += count;
        }
    }

    @Override
    public void close() {
        for (Half half : halves) {
            cuEventDestroy(half.done);
            cuMemFreeHost(half.pointer);
        }
    }
}

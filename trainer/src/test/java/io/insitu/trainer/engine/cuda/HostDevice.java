package io.insitu.trainer.engine.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.Pointer;

/**
 * A device made of this processor: kernels as {@link HostLibrary} runs them, and products of bf16 numbers with float32 sums in
 * order. It shows that the arithmetic and the order of calls are right, and nothing about a GPU. Around every allocation lie bytes
 * that read as NaN; who writes there is told when it is freed.
 */
final class HostDevice implements Device {
    private static final int GUARD = 256;
    private static final byte UNTOUCHED = (byte) 0xff;

    private final TreeMap<Long, Block> blocks = new TreeMap<>();
    private final long limit;
    private long used;
    private List<Runnable> recorded;
    private boolean descending;
    private long launches;

    private record Block(ByteBuffer whole, int from, int bytes) {}

    HostDevice() {
        this(4L << 30);
    }

    /** With so much memory. */
    HostDevice(long limit) {
        this.limit = limit;
    }

    /** From now on the threads and blocks of a kernel run in the other order. */
    void turnRound() {
        descending = !descending;
    }

    /** Kernels and products asked for so far. */
    long launches() {
        return launches;
    }

    @Override
    public String describe() {
        return "host, no device";
    }

    @Override
    public long allocate(long bytes) {
        if (used + bytes > limit) {
            throw new DeviceMemoryException("an allocation", bytes, limit - used);
        }
        ByteBuffer whole =
                ByteBuffer.allocateDirect(Math.toIntExact(bytes + 3 * GUARD)).order(ByteOrder.nativeOrder());
        long start = new Pointer(whole).address();
        long address = (start + GUARD + 255) / 256 * 256;
        int from = (int) (address - start);
        for (int i = 0; i < whole.capacity(); i++) {
            if (i < from || i >= from + bytes) {
                whole.put(i, UNTOUCHED);
            }
        }
        blocks.put(address, new Block(whole, from, (int) bytes));
        used += bytes;
        return address;
    }

    @Override
    public void free(long address) {
        Block block = blocks.remove(address);
        if (block == null) {
            throw new IllegalArgumentException("nothing was allocated at " + address);
        }
        used -= block.bytes;
        for (int i = 0; i < block.whole.capacity(); i++) {
            boolean own = i >= block.from && i < block.from + block.bytes;
            if (!own && block.whole.get(i) != UNTOUCHED) {
                throw new IllegalStateException(
                        "somebody wrote at byte " + (i - block.from) + " of an allocation of " + block.bytes);
            }
        }
    }

    @Override
    public long freeBytes() {
        return limit - used;
    }

    /** Fills the largest allocation with bytes that read as NaN. */
    void spoilLargest() {
        Block largest = blocks.values().stream()
                .max(Comparator.comparingInt(Block::bytes))
                .orElseThrow();
        for (int i = largest.from; i < largest.from + largest.bytes; i++) {
            largest.whole.put(i, UNTOUCHED);
        }
    }

    /** The bytes at an address, all of one allocation. */
    private ByteBuffer bytes(long address, long count) {
        Map.Entry<Long, Block> entry = blocks.floorEntry(address);
        long at = entry == null ? -1 : address - entry.getKey();
        if (at < 0 || at + count > entry.getValue().bytes) {
            throw new IllegalArgumentException(count + " bytes at " + address + " are no part of an allocation");
        }
        Block block = entry.getValue();
        return block.whole.slice((int) (block.from + at), (int) count).order(ByteOrder.nativeOrder());
    }

    @Override
    public void upload(ByteBuffer from, long to) {
        mustBeDirect(from);
        bytes(to, from.remaining()).put(from.duplicate());
    }

    @Override
    public void download(long from, ByteBuffer to) {
        mustBeDirect(to);
        to.duplicate().put(bytes(from, to.remaining()));
    }

    private void mustBeDirect(ByteBuffer buffer) {
        if (!buffer.isDirect() || recorded != null) {
            throw new IllegalArgumentException("only direct buffers, and not while recording");
        }
    }

    @Override
    public void clear(long address, long bytes) {
        does(() -> {
            ByteBuffer at = bytes(address, bytes);
            for (int i = 0; i < bytes; i++) {
                at.put(i, (byte) 0);
            }
        });
    }

    @Override
    public void copy(long from, long to, long bytes) {
        does(() -> bytes(to, bytes).put(bytes(from, bytes)));
    }

    @Override
    public void launch(Kernel kernel, Launch launch, long... arguments) {
        launches++;
        does(() -> HostLibrary.run(kernel, launch, descending, arguments));
    }

    @Override
    public void multiply(Product p) {
        launches++;
        does(() -> {
            float[] sums = HostLibrary.multiply(placeOf(p.a()), placeOf(p.b()), p);
            float[] added = p.beta() == 0 ? null : read(p.c());
            float[] bias = p.bias() == null ? null : read(p.bias());
            for (int i = 0; i < sums.length; i++) {
                sums[i] = p.alpha() * sums[i]
                        + (added == null ? 0 : p.beta() * added[i])
                        + (bias == null ? 0 : bias[i % p.d().columns()]);
            }
            Views.write(sums, p.d(), bytes(p.d().address(), p.d().bytes()));
        });
    }

    /** The address, after a look whether all of it was allocated. */
    private long placeOf(Rows rows) {
        bytes(rows.address(), rows.bytes());
        return rows.address();
    }

    private float[] read(Rows rows) {
        return Views.read(bytes(rows.address(), rows.bytes()), rows);
    }

    private void does(Runnable work) {
        work.run();
        if (recorded != null) {
            recorded.add(work);
        }
    }

    @Override
    public Recording record(Runnable work) {
        List<Runnable> calls = new ArrayList<>();
        recorded = calls;
        try {
            work.run();
        } finally {
            recorded = null;
        }
        return new Recording() {
            @Override
            public void replay() {
                calls.forEach(Runnable::run);
            }

            @Override
            public void close() {
                calls.clear();
            }
        };
    }

    @Override
    public void await() {
        // everything is done when it is asked for
    }

    @Override
    public void close() {
        for (long address : List.copyOf(blocks.keySet())) {
            free(address);
        }
    }
}

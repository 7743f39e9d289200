package io.insitu.trainer.engine.cuda;

import java.nio.ByteBuffer;

/**
 * What the engine asks of a device. One stream: everything happens in the order asked, and only {@link #download} and {@link
 * #await} wait for it. Belongs to one thread. Addresses are plain numbers, so that a view may start anywhere inside an
 * allocation.
 */
interface Device extends AutoCloseable {
    /** Name, memory, driver and runtime, for people: {@code NVIDIA H200, 143 GB, driver 580.65, CUDA 13.0}. */
    String describe();

    /**
     * Zeroed memory, aligned to 256 bytes.
     *
     * @throws DeviceMemoryException with the numbers, when it will not fit
     */
    long allocate(long bytes);

    /** Takes back what {@link #allocate} gave, by the address that it gave. */
    void free(long address);

    /** What could still be allocated. */
    long freeBytes();

    /** Copies what is between position and limit of a direct buffer in native order; it may be reused as soon as this returns. */
    void upload(ByteBuffer from, long to);

    /** Fills what is between position and limit of a direct buffer in native order, and waits until it is there. */
    void download(long from, ByteBuffer to);

    void clear(long address, long bytes);

    /** The places do not overlap. */
    void copy(long from, long to, long bytes);

    /**
     * Runs a kernel. Arguments take one slot of eight bytes each, in the order of the kernel's parameters: addresses and ints as
     * they are, floats through {@link Slots#of}.
     */
    void launch(Kernel kernel, Launch launch, long... arguments);

    void multiply(Product product);

    /**
     * Runs the work and remembers what it asked, as a CUDA graph: replayed, the same happens again with the same arguments at the
     * same addresses. The work asks only for launches, products, copies and clearing. A device without graphs repeats the calls.
     */
    Recording record(Runnable work);

    /** Waits until everything asked is done. */
    void await();

    /** Gives back everything that was allocated. */
    @Override
    void close();
}

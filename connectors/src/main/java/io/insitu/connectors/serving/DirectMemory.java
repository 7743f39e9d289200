package io.insitu.connectors.serving;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Direct buffers that are given back when their owner says so, and not when the garbage collector happens to find them: an
 * adapter's Java side is small, so collections may be hours apart while one version after another is loaded.
 *
 * <p>The JDK's own way to do this is {@code sun.misc.Unsafe.invokeCleaner}, which keeps the count that
 * {@code -XX:MaxDirectMemorySize} bounds. It is looked up by name: on a JDK that has taken it away the collector does it.
 */
final class DirectMemory implements AutoCloseable {
    private static final @Nullable MethodHandle CLEANER = cleaner();

    private final List<ByteBuffer> blocks = new ArrayList<>();

    /** Room for this many numbers, until this is closed. */
    FloatBuffer floats(long elements) {
        ByteBuffer block = NativeTensors.buffer(elements, Float.BYTES);
        blocks.add(block);
        return block.asFloatBuffer().limit((int) elements);
    }

    /** Frees every block. Whoever reads one afterwards reads what is no longer there: owners let go of them first. */
    @Override
    public void close() {
        if (CLEANER != null) {
            for (ByteBuffer block : blocks) {
                try {
                    CLEANER.invokeExact(block);
                } catch (Throwable e) { // only a buffer that is part of another is refused, and these are whole
                    throw new IllegalStateException(e);
                }
            }
        }
        blocks.clear();
    }

    private static @Nullable MethodHandle cleaner() {
        try {
            Class<?> unsafe = Class.forName("sun.misc.Unsafe");
            Field field = unsafe.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            MethodType type = MethodType.methodType(void.class, ByteBuffer.class);
            return MethodHandles.lookup()
                    .findVirtual(unsafe, "invokeCleaner", type)
                    .bindTo(Objects.requireNonNull(field.get(null)));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }
}

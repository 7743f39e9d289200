package io.insitu.trainer.engine.cuda;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Work that comes again in the same shape, as the shards of a batch do in every epoch, is recorded when it comes the second time and
 * replayed from then on: a thousand small launches become one.
 */
final class Recordings implements AutoCloseable {
    private static final int MOST = 64;

    private final Device device;
    private final Map<Object, @Nullable Recording> shapes = new LinkedHashMap<>(16, 0.75f, true);

    Recordings(Device device) {
        this.device = device;
    }

    /** @param shape equal where every address, size and grid is */
    void run(Object shape, Runnable work) {
        Recording known = shapes.get(shape);
        if (known != null) {
            known.replay();
            return;
        }
        boolean again = shapes.containsKey(shape);
        if (again) {
            shapes.put(shape, device.record(work));
        } else {
            work.run();
            shapes.put(shape, null);
        }
        if (shapes.size() > MOST) {
            Iterator<Recording> oldest = shapes.values().iterator();
            close(oldest.next());
            oldest.remove();
        }
    }

    /** Where something has moved, nothing that was recorded holds any more. */
    void forget() {
        shapes.values().forEach(Recordings::close);
        shapes.clear();
    }

    private static void close(@Nullable Recording recording) {
        if (recording != null) {
            recording.close();
        }
    }

    @Override
    public void close() {
        forget();
    }
}

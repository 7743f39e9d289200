package io.insitu.trainer.step;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;

/**
 * What a Java process takes, however small the model: code, classes and native libraries, and the young generation, which
 * every run fills to the brim with short-lived objects before it cleans it. Java sizes that by the machine's memory, so this
 * one is asked.
 */
final class JvmFloor {
    /** Code, classes, libraries, and what lives on the heap of any run; measured, see trainer/README. */
    private static final long ITSELF = 106L << 20;

    private JvmFloor() {}

    static long bytes() {
        long young = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getName().contains("Eden")) {
                young += pool.getUsage().getCommitted();
            }
        }
        return ITSELF + young;
    }
}

package io.insitu.ops.modelcli;

import java.lang.management.ManagementFactory;

/** What a computation here may use. */
public final class ThisMachine {
    private ThisMachine() {}

    /** Memory of the whole machine. */
    public static long bytes() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getTotalMemorySize();
    }

    /** Of the Java heap; the rest is for moving things about. */
    public static long heap() {
        return Runtime.getRuntime().maxMemory() / 4 * 3;
    }
}

package io.insitu.ops.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.DoubleSupplier;

/** How much was done in how much time, of the clock and of all processors. */
record Timed(double amount, double seconds, double cpuSeconds) {
    static Timed of(DoubleSupplier work) {
        long cpu = cpuNanos();
        long clock = System.nanoTime();
        double amount = work.getAsDouble();
        return new Timed(amount, (System.nanoTime() - clock) / 1e9, (cpuNanos() - cpu) / 1e9);
    }

    double perSecond() {
        return amount / seconds;
    }

    double perCpuSecond() {
        return amount / cpuSeconds;
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /** The largest this process ever was; -1 where the system does not tell. */
    static long peakMb() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmHWM:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
                }
            }
        } catch (IOException e) {
            return -1; // no /proc here
        }
        return -1;
    }
}

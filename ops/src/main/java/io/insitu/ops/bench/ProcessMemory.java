package io.insitu.ops.bench;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What this process holds after its garbage is collected, in MB.
 *
 * @param residentMb of the machine's memory; -1 where the system does not tell
 * @param heapMb Java objects
 * @param directMb buffers shared with native code: adapters and caches
 * @param codeMb classes and what the compiler made of them, which grows for minutes after a start
 */
public record ProcessMemory(double residentMb, double heapMb, double directMb, double codeMb) {
    public static ProcessMemory now() {
        for (int i = 0; i < 2; i++) {
            System.gc(); // the second frees the buffers whose owners the first has found dead
            pause();
        }
        double direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        double heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        double code =
                ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage().getCommitted();
        return new ProcessMemory(residentKb() / 1024.0, heap / (1 << 20), direct / (1 << 20), code / (1 << 20));
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static double residentKb() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
        } catch (IOException e) {
            return -1024; // no /proc here
        }
        return -1024;
    }
}

package io.insitu.ops.bench;

import io.insitu.ops.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Another process that keeps processors busy, as a neighbour on a shared machine does; it ends with its parent. */
final class BusyProcess implements AutoCloseable {
    private final Process process;

    private BusyProcess(Process process) {
        this.process = process;
    }

    static BusyProcess start(int threads) {
        List<String> words = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                BusyProcess.class.getName(),
                Integer.toString(threads));
        try {
            return new BusyProcess(new ProcessBuilder(words)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            throw new UserError("the busy process did not start: " + UserError.reason(e));
        }
    }

    /** Whether it still works; one that ended would have measured nothing. */
    boolean busy() {
        return process.isAlive();
    }

    /** Works until its input ends: that is when the parent lets go of it, or is gone. */
    public static void main(String[] words) throws IOException {
        for (int i = 0; i < Integer.parseInt(words[0]); i++) {
            Thread thread = new Thread(BusyProcess::spin, "busy");
            thread.setDaemon(true);
            thread.start();
        }
        while (System.in.read() >= 0) {
            continue;
        }
    }

    private static void spin() {
        double value = 1;
        while (value != 0) { // never is
            value = value * 1.0000001 + 1e-9;
            value = value > 2 ? 1 : value;
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}

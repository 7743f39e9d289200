package io.insitu.ops.kill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command of the house as a process of its own, which can be killed. */
final class Program {
    private final Process process;
    private final Path said;
    private final Path complained;

    private Program(Process process, Path said, Path complained) {
        this.process = process;
        this.said = said;
        this.complained = complained;
    }

    /**
     * @param insitu the start script; it becomes the JVM, so that what is killed is the JVM
     * @param name of the two files beside the data that hold what it prints
     */
    static Program start(Path insitu, Path outputs, String name, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(insitu.toString()));
        command.addAll(List.of(words));
        Path said = outputs.resolve(name + ".out");
        Path complained = outputs.resolve(name + ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(said.toFile()).redirectError(complained.toFile());
        builder.environment().put("INSITU_BUILD", "never");
        builder.environment().put("INSITU_HEAP", "512m");
        return new Program(builder.start(), said, complained);
    }

    boolean lives() {
        return process.isAlive();
    }

    /** SIGKILL, as it may come at any moment. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** As an operator ends it. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            kill();
            throw new IllegalStateException("did not end within 60 s of being told to: " + complaints());
        }
    }

    /** Its exit code, or -1 while it lives. */
    int code() {
        return process.isAlive() ? -1 : process.exitValue();
    }

    /** Waits until it has printed its first line; false: it ended before that. */
    boolean awaitWord() throws InterruptedException {
        while (!said().contains("\n")) {
            if (!process.isAlive()) {
                return false;
            }
            Thread.sleep(20);
        }
        return true;
    }

    String said() {
        return text(said);
    }

    String complaints() {
        String all = text(complained).strip();
        return all.substring(Math.max(0, all.length() - 2_000));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

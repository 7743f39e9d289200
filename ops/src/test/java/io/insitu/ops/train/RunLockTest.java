package io.insitu.ops.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.insitu.ops.UserError;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lock keeps other processes out, so another process has to try it. */
class RunLockTest {
    @TempDir
    Path folder;

    /** The other process. */
    public static final class Taker {
        private Taker() {}

        public static void main(String[] arguments) {
            try (RunLock lock = RunLock.of(Path.of(arguments[0]))) {
                System.out.println("taken");
            } catch (UserError e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void anotherProcessIsRefusedWhileItIsHeld() throws Exception {
        Path out = folder.resolve("out");
        try (RunLock held = RunLock.of(out)) {
            assertThat(anotherProcess(out))
                    .contains("another run is writing there")
                    .contains("out.lock");
        }
        assertThat(anotherProcess(out)).isEqualTo("taken");
        assertThat(folder.resolve("out.lock")).doesNotExist();
    }

    /** Closing a second descriptor of the file would let go of the lock. */
    @Test
    void aRefusalInTheSameProcessDoesNotLoosenIt() throws Exception {
        Path out = folder.resolve("out");
        Path sameByAnotherName =
                Files.createSymbolicLink(folder.resolve("link"), folder).resolve("out");
        try (RunLock held = RunLock.of(out)) {
            assertThatThrownBy(() -> RunLock.of(out)).hasMessageContaining("another run");
            assertThatThrownBy(() -> RunLock.of(sameByAnotherName)).hasMessageContaining("another run");
            assertThat(anotherProcess(out)).contains("another run is writing there");
        }
        RunLock.of(sameByAnotherName).close();
    }

    private String anotherProcess(Path out) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Taker.class.getName(),
                        out.toString())
                .redirectError(folder.resolve("errors.txt").toFile())
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return said.strip();
    }
}

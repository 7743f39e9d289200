package io.insitu.trainer.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A machine with CUDA's runtime and a driver that knows no device: an empty library by the driver's name. Looked at by a process of
 * its own, as this one may have looked already. Skipped without gcc and the runtime.
 */
class StubDriverTest {
    @TempDir
    Path folder;

    /** The child. */
    public static final class Look {
        private Look() {}

        public static void main(String[] arguments) {
            System.out.println(Cuda.presence());
            System.out.println(Cuda.presence());
        }
    }

    /** The other child: files become code for a device that is not there. */
    public static final class Compile {
        private Compile() {}

        public static void main(String[] files) {
            KernelCompiler compiler = new KernelCompiler(90);
            for (String file : files) {
                compiler.compile(file, KernelSource.of(Kernel.named(file)));
            }
            System.out.println(files.length + " compiled");
        }
    }

    @Test
    void aDriverWithoutDeviceIsACleanReason() throws Exception {
        Said said = child(Look.class, List.of());
        assertThat(said.code).as(said.text).isZero();
        assertThat(said.text.lines())
                .as("looked for once, told twice")
                .hasSize(2)
                .containsOnly(
                        "Missing[reason=the NVIDIA driver is missing or too old for CUDA 13.0 (580 or newer is needed)]");
    }

    /** As a machine with a device compiles them. */
    @Test
    void kernelsCompileAsTheyWillOnADevice() throws Exception {
        Assumptions.assumeTrue(Files.isDirectory(Path.of("src", "main")), "no sources here: the device compiles them");
        Assumptions.assumeTrue(
                Files.exists(runtime().resolve("libnvrtc.so.13")), "no libnvrtc.so.13: kernels are not compiled by it");
        List<String> files = KernelFilesTest.files().toList();
        Said said = child(Compile.class, files);
        assertThat(said.text).isEqualToIgnoringNewLines(files.size() + " compiled");
    }

    private Said child(Class<?> main, List<String> arguments) throws Exception {
        Path runtime = runtime();
        Path empty = Files.writeString(folder.resolve("empty.c"), "");
        Path driver = folder.resolve("libcuda.so.1");
        Assumptions.assumeTrue(
                done(null, "gcc", "-shared", "-o", driver.toString(), empty.toString()).code == 0,
                "no gcc: a driver without device is not tried out");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(arguments);
        return done(folder + File.pathSeparator + runtime, command.toArray(String[]::new));
    }

    private static Path runtime() {
        for (String place : List.of("/usr/local/cuda-13.0/lib64", "/usr/local/cuda/lib64")) {
            if (Files.exists(Path.of(place, "libcudart.so.13"))) {
                return Path.of(place);
            }
        }
        Assumptions.abort("no libcudart.so.13: a driver without device is not tried out");
        throw new IllegalStateException();
    }

    private record Said(int code, String text) {}

    /** What it says on its output; from JDK 24 on the machine itself warns of native code on the other channel. */
    private Said done(String libraries, String... command) throws InterruptedException {
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectError(folder.resolve("errors.txt").toFile());
            if (libraries != null) {
                builder.environment().put("LD_LIBRARY_PATH", libraries);
            }
            Process process = builder.start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor(1, TimeUnit.MINUTES);
            return new Said(process.exitValue(), text);
        } catch (IOException e) {
            return new Said(-1, String.valueOf(e.getMessage()));
        }
    }
}

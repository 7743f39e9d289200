package io.insitu.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.trainer.engine.cuda.Cuda;
import io.insitu.trainer.engine.cuda.Presence;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kit that is carried to a machine with a device: packed here, and started where there is nothing but what it brings. */
class GpuCheckIT {
    @TempDir
    Path folder;

    @Test
    void theKitRunsElsewhereAndSaysInOneLineWhatItLacks() throws Exception {
        assumeTrue(
                Files.isExecutable(Path.of(System.getProperty("java.home"), "bin", "jlink")), "a JRE: no kit is built");
        Path tar = folder.resolve("kit.tar");
        Said built =
                run(Path.of(""), "./gpu-check", "--build-only", "--kit", folder.resolve("built/gpu-kit"), "--tar", tar);
        assertThat(built.code).as(built.text).isZero();
        assertThat(built.text).contains("gpu-check: packed: ");
        assertThat(run(folder, "rm", "-r", "built").code).isZero();
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        assertThat(run(elsewhere, "tar", "-xf", tar).code).isZero();

        // What only a device would reach otherwise: that its Java and its jars suffice for a batch, the table and the
        // JSON.
        Said tests = run(
                elsewhere,
                "gpu-kit/jre/bin/java",
                "-Dslf4j.internal.verbosity=ERROR",
                "-cp",
                "gpu-kit/tests:gpu-kit/lib/*",
                "io.insitu.trainer.engine.cuda.DeviceTests",
                "tests.json",
                "io.insitu.trainer.check");
        assertThat(tests.code).as(tests.text).isZero();
        JsonNode counts =
                new ObjectMapper().readTree(elsewhere.resolve("tests.json").toFile());
        assertThat(counts.path("ran").asInt()).as(tests.text).isGreaterThan(5);
        assertThat(counts.path("failed").asInt(-1)).isZero();

        Said wrong = run(elsewhere, "gpu-kit/run", "--colour", "red");
        assertThat(wrong.code).isEqualTo(2);
        assertThat(wrong.text).isEqualToIgnoringNewLines("gpu-check: no option --colour");

        assumeTrue(Cuda.presence() instanceof Presence.Missing, "there is a device: it was not measured in a test");
        Said said = run(elsewhere, "gpu-kit/run", "--out", "out.json");
        assertThat(said.code).as(said.text).isEqualTo(1);
        assertThat(said.text.lines())
                .singleElement(STRING)
                .startsWith("gpu-check: nothing to measure on: ")
                .contains(((Presence.Missing) Cuda.presence()).reason());
        assertThat(elsewhere.resolve("out.json")).doesNotExist();
    }

    private record Said(int code, String text) {}

    private Said run(Path where, Object... words) throws Exception {
        Path log = Files.createTempFile(folder, "said", ".log");
        ProcessBuilder builder = new ProcessBuilder(
                        java.util.Arrays.stream(words).map(String::valueOf).toList())
                .directory(where.toAbsolutePath().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().retainAll(java.util.List.of("PATH", "TMPDIR"));
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("INSITU_BUILD", "never");
        Process process = builder.start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("ends").isTrue();
        return new Said(process.exitValue(), Files.readString(log));
    }
}

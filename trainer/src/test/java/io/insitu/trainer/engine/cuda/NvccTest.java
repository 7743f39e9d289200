package io.insitu.trainer.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kernel becomes machine code for the devices that are meant, without a warning and without spilling registers to memory. */
class NvccTest {
    private static final Pattern SPILLS = Pattern.compile("(\\d+) bytes spill stores, (\\d+) bytes spill loads");
    private static final Pattern FUNCTION = Pattern.compile("Function properties for (\\w+)|Used (\\d+) registers");

    @TempDir
    Path folder;

    @BeforeAll
    static void needsACompiler() {
        assumeTrue(present(), "no nvcc here: kernels were not compiled for a device");
    }

    private static boolean present() {
        try {
            return run(List.of("nvcc", "--version")).code == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** All three in one call: the front end, which takes longest, then runs on as many cores as there are. */
    @ParameterizedTest
    @MethodSource("io.insitu.trainer.engine.cuda.KernelFilesTest#files")
    void compilesForEveryDeviceThatIsMeant(String file) throws IOException {
        Path text = Files.writeString(folder.resolve(file + ".cu"), KernelSource.of(Kernel.named(file)));
        Outcome outcome = run(List.of(
                "nvcc",
                "-fatbin",
                "-gencode=arch=compute_80,code=sm_80",
                "-gencode=arch=compute_90,code=sm_90",
                "-gencode=arch=compute_100,code=sm_100",
                "-Werror=all-warnings",
                "-Xptxas=-v,-warn-spills",
                "-o",
                folder.resolve(file + ".fatbin").toString(),
                text.toString()));
        assertThat(outcome.code).as(outcome.said).isZero();
        Matcher spills = SPILLS.matcher(outcome.said);
        int functions = 0;
        while (spills.find()) {
            functions++;
            assertThat(spills.group(1) + spills.group(2)).as(outcome.said).isEqualTo("00");
        }
        assertThat(functions).as(outcome.said).isPositive().isEqualTo(functions / 3 * 3);
        System.out.println(registers(outcome.said));
    }

    private static String registers(String said) {
        StringBuilder line = new StringBuilder();
        Matcher found = FUNCTION.matcher(said);
        while (found.find()) {
            line.append(found.group(1) == null ? " " + found.group(2) : " " + found.group(1));
        }
        return "registers:" + line;
    }

    private record Outcome(int code, String said) {}

    private static Outcome run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            return new Outcome(process.waitFor(), said);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.insitu.trainer.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One kernel, one file, and a header that says what there is to know of it. */
class KernelFilesTest {
    private static final Path FOLDER = Path.of("src/main/resources/io/insitu/trainer/engine/cuda");

    static Stream<String> files() throws IOException {
        try (Stream<Path> all = Files.list(FOLDER)) {
            return all
                    .map(p -> p.getFileName().toString())
                    .filter(n -> n.endsWith(".cu"))
                    .map(n -> n.substring(0, n.length() - 3))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @Test
    void everyKernelThatIsLaunchedHasAFile() throws IOException {
        TreeSet<String> named = new TreeSet<>();
        for (String launching : List.of("RowKernels", "HeadKernels", "VectorKernels")) {
            String text = Files.readString(Path.of("src/main/java/io/insitu/trainer/engine/cuda", launching + ".java"));
            Matcher names = Pattern.compile("Kernel\\.named\\(\"(\\w+)\"\\)").matcher(text);
            while (names.find()) {
                named.add(names.group(1));
            }
        }
        TreeSet<String> there =
                new TreeSet<>(files().filter(f -> !f.startsWith("attention")).toList());
        assertThat(named).isEqualTo(there);
    }

    @ParameterizedTest
    @MethodSource("files")
    void aHeaderSaysShapesLaunchAndTwin(String file) throws IOException {
        String text = Files.readString(FOLDER.resolve(file + ".cu"));
        String header = text.substring(0, text.indexOf("KERNEL")); // comments, and what the kernel is made of
        assertThat(header)
                .as("shapes with their types, launch, twin on the CPU")
                .containsPattern("\\([a-z][^)]*\\)[^.;]* (bf16|float32|float64)")
                .contains("Launch")
                .containsPattern("CPU twin|Twin ");
    }
}

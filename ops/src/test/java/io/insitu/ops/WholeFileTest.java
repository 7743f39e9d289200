package io.insitu.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
    @TempDir
    Path folder;

    @Test
    void aFileIsReplacedWholeWhateverAnEarlierWriteLeftBeside() throws Exception {
        Path file = folder.resolve("run.json");
        WholeFile.write(file, "a first text that is longer");
        Files.writeString(folder.resolve("run.json.tmp"), "half of an earlier write, longer than the next text");

        WholeFile.write(file, "second");

        assertThat(file).hasContent("second");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }
}

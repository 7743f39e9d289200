package io.insitu.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaPinsTest {
    @TempDir
    Path history;

    private Path v1;
    private SchemaPins pins;

    @BeforeEach
    void aHistoryOfOneVersion() throws IOException {
        v1 = Files.createDirectory(history.resolve("topic")).resolve("v1.avsc");
        Files.writeString(v1, "\"string\"\n");
        Files.createFile(history.resolve("SHA256SUMS"));
        pins = new SchemaPins(history);
        pins.add(v1);
    }

    @Test
    void whatIsAsItWasCommittedIsFine() throws IOException {
        assertThat(pins.violations()).isEmpty();
    }

    @Test
    void aVersionEditedInPlaceIsFound() throws IOException {
        Files.writeString(v1, "\"bytes\"\n");
        assertThat(pins.violations())
                .containsExactly("topic/v1.avsc was edited; a committed version stays as it is, add the next one");
    }

    @Test
    void aVersionThatIsGoneIsFound() throws IOException {
        Files.delete(v1);
        assertThat(pins.violations()).containsExactly("topic/v1.avsc is gone");
    }

    @Test
    void aVersionNobodyPinnedIsFound() throws IOException {
        Files.writeString(history.resolve("topic/v2.avsc"), "\"long\"\n");
        assertThat(pins.violations()).containsExactly("topic/v2.avsc has no line in SHA256SUMS");
    }
}

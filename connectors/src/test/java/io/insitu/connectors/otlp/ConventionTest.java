package io.insitu.connectors.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConventionTest {
    @Test
    void theReadmePrintsTheTable() throws Exception {
        List<String> readme = Files.readAllLines(Path.of("README.md"));
        int start = readme.indexOf(Convention.table().get(0));
        assertThat(start)
                .as("connectors/README.md has the table of Convention:\n%s", String.join("\n", Convention.table()))
                .isNotNegative();
        assertThat(readme.subList(
                        start,
                        Math.min(readme.size(), start + Convention.table().size())))
                .isEqualTo(Convention.table());
    }
}

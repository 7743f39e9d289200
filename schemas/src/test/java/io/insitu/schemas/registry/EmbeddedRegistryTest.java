package io.insitu.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRegistryTest {
    private static final Schema FIRST =
            SchemaBuilder.record("a.Fact").fields().requiredString("id").endRecord();
    private static final Schema SECOND = SchemaBuilder.record("a.Fact")
            .fields()
            .requiredString("id")
            .optionalString("more")
            .endRecord();
    private static final Schema BREAKING = SchemaBuilder.record("a.Fact")
            .fields()
            .requiredString("id")
            .requiredString("must")
            .endRecord();

    @TempDir
    Path folder;

    @Test
    void idsSurviveARestart() {
        Path file = folder.resolve("deep/registry.json");
        EmbeddedRegistry before = EmbeddedRegistry.in(file);
        int first = before.register("s", FIRST);
        int second = before.register("s", SECOND);

        EmbeddedRegistry after = EmbeddedRegistry.in(file);

        assertThat(after.register("s", SECOND)).isEqualTo(second);
        assertThat(after.byId(first)).isEqualTo(FIRST);
        assertThat(after.register("t", FIRST)).isEqualTo(first);
    }

    @Test
    void aFieldWithoutDefaultIsRefused() {
        EmbeddedRegistry registry = EmbeddedRegistry.inMemory();
        registry.register("s", FIRST);

        assertThatThrownBy(() -> registry.register("s", BREAKING))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.code()).isEqualTo(409));
    }

    @Test
    void aDamagedFileIsNamedAndNotOverwritten() throws IOException {
        Path file = Files.writeString(
                folder.resolve("registry.json"), "{\"schemas\":[\"\\\"int\\\"\"],\"subjects\":{\"s\":[2]}}");

        assertThatThrownBy(() -> EmbeddedRegistry.in(file))
                .hasMessageContaining("registry.json cannot be read (s names the missing id 2)");
        assertThat(file).content().contains("[2]");
    }
}

package io.insitu.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.insitu.schemas.registry.EmbeddedRegistry;
import io.insitu.schemas.serde.WireSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every version of every topic's schema is committed, and each can read all others. */
class SchemaHistoryTest {
    private static final Path HISTORY = Path.of("src/main/schema-history");
    private static final boolean ADD = Boolean.getBoolean("schemas.add");

    static Stream<TopicSpec<?>> topics() {
        return Topics.all().stream();
    }

    @ParameterizedTest
    @MethodSource("topics")
    void theNewestCommittedVersionIsTheOneWeWrite(TopicSpec<?> topic) throws IOException {
        Path folder = HISTORY.resolve(topic.name());
        List<Schema> versions = versions(folder);
        Schema current = WireSchema.of(topic);
        boolean committed = !versions.isEmpty()
                && versions.get(versions.size() - 1).toString().equals(current.toString());
        if (!committed && ADD) {
            Files.createDirectories(folder);
            Path next = folder.resolve("v" + (versions.size() + 1) + ".avsc");
            Files.writeString(next, current.toString(true) + "\n");
            new SchemaPins(HISTORY).add(next);
        } else if (!committed) {
            fail(topic.name() + ": the schema differs from its newest committed version; if that is meant, run\n"
                    + "  mvn -pl schemas test -Dtest=SchemaHistoryTest -Dschemas.add=true\n"
                    + "and commit the new file, and its line in SHA256SUMS, under schemas/" + HISTORY);
        }
    }

    @Test
    void aCommittedVersionIsNeverEdited() throws IOException {
        assertThat(new SchemaPins(HISTORY).violations()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("topics")
    void everyVersionReadsEveryOther(TopicSpec<?> topic) throws IOException {
        EmbeddedRegistry registry = EmbeddedRegistry.inMemory(); // refuses what is not FULL_TRANSITIVE
        for (Schema version : versions(HISTORY.resolve(topic.name()))) {
            assertThat(registry.register(topic.name(), version)).isPositive();
        }
    }

    private static List<Schema> versions(Path folder) throws IOException {
        List<Schema> versions = new ArrayList<>();
        Path next = folder.resolve("v1.avsc");
        while (Files.exists(next)) {
            versions.add(new Schema.Parser().parse(Files.readString(next)));
            next = folder.resolve("v" + (versions.size() + 1) + ".avsc");
        }
        return versions;
    }
}

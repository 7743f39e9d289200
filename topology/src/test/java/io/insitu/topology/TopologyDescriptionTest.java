package io.insitu.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.schemas.StoreSpec;
import io.insitu.schemas.Stores;
import io.insitu.schemas.registry.EmbeddedRegistry;
import io.insitu.schemas.serde.AvroSerdes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TopologyDescriptionTest {
    private final String description = InSituTopology.build(
                    TopologyConfig.defaults(), new AvroSerdes(EmbeddedRegistry.inMemory()))
            .describe()
            .toString();

    @Test
    void nodesAndStoresAreWhereTheyWereCommitted() throws IOException {
        try (var committed = getClass().getResourceAsStream("/topology.txt")) {
            assertThat(committed).as("src/test/resources/topology.txt").isNotNull();
            String pinned = new String(committed.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(description.strip())
                    .as("a moved name or store is a migration: say why, then commit the new topology.txt")
                    .isEqualTo(pinned.strip());
        }
    }

    @Test
    void everyNodeCarriesANameWeChose() {
        assertThat(description).doesNotContain("KSTREAM-", "KTABLE-");
        Pattern.compile("(?:Source|Processor|Sink): (\\S+)")
                .matcher(description)
                .results()
                .forEach(node -> assertThat(node.group(1)).matches("[a-z]+-[a-z]+(-[a-z]+)*"));
    }

    @Test
    void everyDeclaredStoreIsWired() {
        assertThat(Stores.all())
                .map(StoreSpec::name)
                .allSatisfy(name -> assertThat(description).contains(name));
    }

    @Test
    void intakeAndEvolveMeetOnlyInTheJournal() {
        assertThat(description).contains("Sub-topology: 1").doesNotContain("Sub-topology: 2");
    }
}

package io.insitu.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.TaskMemories;
import io.insitu.schemas.StoreSpec;
import io.insitu.schemas.Stores;
import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.Topics;
import io.insitu.schemas.registry.EmbeddedRegistry;
import io.insitu.schemas.serde.AvroSerdes;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.streams.TopologyDescription;
import org.junit.jupiter.api.Test;

class DeclarationsTest {
    private final TopologyDescription description = InSituTopology.build(
                    TopologyConfig.defaults(), new AvroSerdes(EmbeddedRegistry.inMemory()))
            .describe();

    @Test
    void everyTopicIsDeclaredOnceAndSaysWhatItsKeyIs() {
        assertThat(declared(Topics.class, TopicSpec.class)).containsExactlyElementsOf(Topics.all());
        assertThat(Topics.all()).extracting(TopicSpec::name).doesNotHaveDuplicates();
        assertThat(Topics.all()).allSatisfy(topic -> assertThat(topic.key()).isNotBlank());
    }

    @Test
    void everyStoreIsDeclaredOnceAndSaysWhatItsKeyAndValueAre() {
        assertThat(declared(Stores.class, StoreSpec.class)).containsExactlyElementsOf(Stores.all());
        assertThat(Stores.all()).extracting(StoreSpec::name).doesNotHaveDuplicates();
        assertThat(Stores.all()).allSatisfy(store -> {
            assertThat(store.key()).isNotBlank();
            assertThat(store.value()).isNotBlank();
        });
    }

    @Test
    void everyTopicIsReadOrWritten() {
        Set<String> used = new TreeSet<>();
        nodes().forEach(node -> {
            if (node instanceof TopologyDescription.Source source) {
                used.addAll(source.topicSet());
            } else if (node instanceof TopologyDescription.Sink sink) {
                used.add(sink.topic());
            }
        });
        assertThat(used)
                .containsExactlyInAnyOrderElementsOf(
                        Topics.all().stream().map(TopicSpec::name).toList());
    }

    @Test
    void whatAReplayReadsIsKeptWhole() {
        Set<String> read = new TreeSet<>();
        nodes().stream()
                .filter(TopologyDescription.Source.class::isInstance)
                .forEach(node -> read.addAll(((TopologyDescription.Source) node).topicSet()));
        assertThat(Topics.all())
                .filteredOn(topic -> read.contains(topic.name()))
                .hasSizeGreaterThan(1)
                .allMatch(topic -> topic.retention() == TopicSpec.Retention.FACT);
    }

    /** Beside them each part has the objects its stages share, which hold nothing that is not in a declared store. */
    @Test
    void everyStoreBelongsToAProcessor() {
        Set<String> used = new TreeSet<>();
        nodes().forEach(node -> {
            if (node instanceof TopologyDescription.Processor processor) {
                used.addAll(processor.stores());
            }
        });
        assertThat(used.remove(TaskMemories.INTAKE) && used.remove(TaskMemories.EVOLVE))
                .isTrue();
        assertThat(used)
                .containsExactlyInAnyOrderElementsOf(
                        Stores.all().stream().map(StoreSpec::name).toList());
    }

    private List<TopologyDescription.Node> nodes() {
        return description.subtopologies().stream()
                .flatMap(part -> part.nodes().stream())
                .toList();
    }

    private static List<Object> declared(Class<?> where, Class<?> type) {
        return Arrays.stream(where.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == type)
                .map(field -> {
                    try {
                        return field.get(null);
                    } catch (IllegalAccessException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
    }
}

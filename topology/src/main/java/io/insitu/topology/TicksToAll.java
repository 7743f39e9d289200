package io.insitu.topology;

import io.insitu.schemas.event.JournalEntry;
import io.insitu.schemas.event.Tick;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.jspecify.annotations.Nullable;

/** Time passes for every lineage: a tick goes to all partitions of the journal, any other entry to its lineage's. */
final class TicksToAll implements StreamPartitioner<String, Object> {
    @Override
    public Optional<Set<Integer>> partitions(
            String topic, @Nullable String key, @Nullable Object value, int numPartitions) {
        if (value instanceof JournalEntry entry && entry.getBody() instanceof Tick) {
            return Optional.of(IntStream.range(0, numPartitions).boxed().collect(Collectors.toSet()));
        }
        return Optional.empty();
    }
}

package io.insitu.processors;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The shell of every stage of evolve: lets the stage decide, passes the fact on, then what was decided. A stage that
 * shares its library with a later one {@linkplain #tellsFirst tells first} what it decided.
 */
public abstract class StageProcessor implements Processor<String, StageFact, String, StageFact> {
    private final Function<Memories, Stage> opening;
    private @Nullable ProcessorContext<String, StageFact> context;
    private @Nullable Stage stage;

    /**
     * @param opening makes the stage from its memories; called once, when the task starts
     */
    protected StageProcessor(Function<Memories, Stage> opening) {
        this.opening = opening;
    }

    @Override
    public final void init(ProcessorContext<String, StageFact> context) {
        this.context = context;
        this.stage = opening.apply(memories(context, task(context, TaskMemories.EVOLVE)));
    }

    /**
     * The memories a processor's task shares.
     *
     * @param name of the store that holds them
     */
    public static TaskMemories task(ProcessorContext<?, ?> context, String name) {
        StateStore shared = context.getStateStore(name);
        return (TaskMemories) shared;
    }

    /** The memories a processor keeps in the state stores it was given. */
    public static Memories memories(ProcessorContext<?, ?> context, TaskMemories task) {
        return new Memories() {
            @Override
            public <V> Memory<V> open(MemorySpec<V> spec) {
                return task.open(spec, new StoreMemory(context.getStateStore(spec.name())));
            }
        };
    }

    @Override
    public final void process(Record<String, StageFact> record) {
        List<StageFact> decided = Objects.requireNonNull(stage).decide(record.value());
        boolean first = tellsFirst(record.value());
        if (!first) {
            forward(record, record.value());
        }
        decided.forEach(fact -> forward(record, fact));
        if (first) {
            forward(record, record.value());
        }
    }

    /** Whether later stages hear of this fact only after what was decided about it. */
    protected boolean tellsFirst(StageFact fact) {
        return false;
    }

    private void forward(Record<String, StageFact> cause, StageFact fact) {
        Objects.requireNonNull(context).forward(cause.withKey(fact.lineage()).withValue(fact));
    }

    /** A state store's bytes. */
    static final class StoreMemory implements Memory<byte[]> {
        private final KeyValueStore<String, byte[]> store;

        StoreMemory(KeyValueStore<String, byte[]> store) {
            this.store = store;
        }

        @Override
        public byte @Nullable [] get(String key) {
            return store.get(key);
        }

        @Override
        public void put(String key, byte[] value) {
            store.put(key, value);
        }

        @Override
        public void delete(String key) {
            store.delete(key);
        }

        @Override
        public List<Entry<byte[]>> startingWith(String prefix, int limit) {
            List<Entry<byte[]>> found = new ArrayList<>();
            // Kafka cannot name the key after all keys that begin with nothing.
            try (KeyValueIterator<String, byte[]> entries =
                    prefix.isEmpty() ? store.all() : store.prefixScan(prefix, new StringSerializer())) {
                while (found.size() < limit && entries.hasNext()) {
                    var entry = entries.next();
                    found.add(new Entry<>(entry.key, entry.value));
                }
            }
            return found;
        }
    }
}

package io.insitu.connectors.context;

import io.insitu.connectors.context.LibraryChange.Kind;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.EntryStatus;
import io.insitu.schemas.event.Principle;
import io.insitu.schemas.event.Tool;
import io.insitu.schemas.serde.TopicSerdes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The published library in memory: follows the compacted topics of principles and tools from their beginning and
 * offers what is ACTIVE. A candidate is never served; a retired or quarantined entry leaves at once.
 */
public final class LibraryView implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LibraryView.class);

    private final String principlesTopic;
    private final String toolsTopic;
    private final Deserializer<Principle> readPrinciple;
    private final Deserializer<Tool> readTool;
    private final Shelf<Principle> principles;
    private final Shelf<Tool> tools;
    private final InstantSource clock;
    private final List<LibraryListener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLong unreadable = new AtomicLong();
    private final TopicFollower follower;

    /**
     * @param kafka client settings: bootstrap.servers, security ...; what the view depends on is set here and wins
     */
    public LibraryView(LibraryConfig config, Map<String, Object> kafka, TopicSerdes serdes) {
        this(config, serdes, InstantSource.system(), () -> new KafkaConsumer<>(settings(kafka)));
    }

    LibraryView(
            LibraryConfig config,
            TopicSerdes serdes,
            InstantSource clock,
            Supplier<Consumer<String, byte[]>> consumers) {
        this.principlesTopic = Topics.PRINCIPLES.in(config.namespace());
        this.toolsTopic = Topics.TOOLS.in(config.namespace());
        this.readPrinciple = serdes.of(Topics.PRINCIPLES).deserializer();
        this.readTool = serdes.of(Topics.TOOLS).deserializer();
        this.principles = new Shelf<>(config.entriesPerLineage());
        this.tools = new Shelf<>(config.entriesPerLineage());
        this.clock = clock;
        this.follower = new TopicFollower(consumers, List.of(principlesTopic, toolsTopic), config, this::apply);
    }

    /** Starts following; call once. */
    public void start() {
        follower.start();
    }

    /** Listeners added before {@link #start} hear of everything, including what was published long ago. */
    public void listen(LibraryListener listener) {
        listeners.add(listener);
    }

    /** The ACTIVE principles of a lineage, as of now. */
    public List<Principle> principles(String lineage) {
        return principles.of(lineage);
    }

    /** The ACTIVE tools of a lineage, as of now. */
    public List<Tool> tools(String lineage) {
        return tools.of(lineage);
    }

    /** Waits until everything published before this call is in view. False: not within the time, or it stopped. */
    public boolean awaitCaughtUp(Duration timeout) throws InterruptedException {
        return follower.awaitCaughtUp(timeout);
    }

    /** Lineages that hold as many entries as they may; newcomers are turned away. */
    public Set<String> fullLineages() {
        Set<String> full = new TreeSet<>(principles.fullLineages());
        full.addAll(tools.fullLineages());
        return full;
    }

    /** Entries turned away because their lineage was full. */
    public long turnedAway() {
        return principles.turnedAway() + tools.turnedAway();
    }

    /** Records of the two topics whose bytes made no sense; they are skipped. */
    public long unreadable() {
        return unreadable.get();
    }

    /** Why the view no longer follows its topics, or null while it does. */
    public @Nullable KafkaException failure() {
        return follower.failure();
    }

    @Override
    public void close() {
        follower.close();
    }

    private void apply(ConsumerRecord<String, byte[]> record) {
        Kind kind = record.topic().equals(principlesTopic) ? Kind.PRINCIPLE : Kind.TOOL;
        try {
            if (record.value() == null) {
                forget(kind, record.key(), record.timestamp());
            } else if (kind == Kind.PRINCIPLE) {
                Principle entry = readPrinciple.deserialize(principlesTopic, record.value());
                place(principles, kind, entry.getLineage(), entry.getId(), entry.getStatus(), entry);
                tell(
                        kind,
                        entry.getLineage(),
                        entry.getId(),
                        entry.getStatus(),
                        entry.getRevision(),
                        entry.getUpdatedMs());
            } else {
                Tool entry = readTool.deserialize(toolsTopic, record.value());
                place(tools, kind, entry.getLineage(), entry.getId(), entry.getStatus(), entry);
                tell(
                        kind,
                        entry.getLineage(),
                        entry.getId(),
                        entry.getStatus(),
                        entry.getRevision(),
                        entry.getUpdatedMs());
            }
        } catch (SerializationException e) {
            unreadable.incrementAndGet();
            LOG.warn(
                    "library view skips {}-{}@{}: {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    e.getMessage());
        }
    }

    private static <T> void place(Shelf<T> shelf, Kind kind, String lineage, String id, EntryStatus status, T entry) {
        if (status != EntryStatus.ACTIVE) {
            shelf.remove(lineage, id);
        } else if (!shelf.put(lineage, id, entry)) {
            LOG.warn("library view: {} is full, turned away {} {}; raise library.entriesPerLineage", lineage, kind, id);
        }
    }

    /** A deleted record: its key is lineage/id, and an id has no slash. */
    private void forget(Kind kind, String key, long atMs) {
        int slash = key.lastIndexOf('/');
        if (slash < 0) {
            return;
        }
        String lineage = key.substring(0, slash);
        String id = key.substring(slash + 1);
        (kind == Kind.PRINCIPLE ? principles : tools).remove(lineage, id);
        tell(kind, lineage, id, EntryStatus.RETIRED, 0, atMs);
    }

    private void tell(Kind kind, String lineage, String id, EntryStatus status, int revision, long updatedMs) {
        LibraryChange change = new LibraryChange(
                kind, lineage, id, status, revision, updatedMs, clock.instant().toEpochMilli());
        listeners.forEach(listener -> listener.changed(change));
    }

    private static Map<String, Object> settings(Map<String, Object> kafka) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        return settings;
    }
}

package io.insitu.schemas.serde;

import io.insitu.schemas.TopicSpec;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Values through serde classes the user names in configuration, e.g. Confluent's own. Each is made with its no-argument
 * constructor and configured as Kafka does it; one instance serves one topic.
 */
public final class ConfiguredSerdes implements TopicSerdes {
    /** Either this key names a {@link Serde} class, or the two below name its halves. */
    public static final String SERDE = "serde.class";

    public static final String SERIALIZER = "serializer.class";
    public static final String DESERIALIZER = "deserializer.class";

    private final Map<String, Object> config;

    /**
     * @param config the class names under the keys above; everything is handed to the classes as it is, plus {@code
     *     specific.avro.reader=true} unless it says otherwise
     */
    public ConfiguredSerdes(Map<String, ?> config) {
        EventClasses.trust();
        this.config = new HashMap<>(config);
        this.config.putIfAbsent("specific.avro.reader", true);
        if (this.config.get(SERDE) == null) {
            named(SERIALIZER);
            named(DESERIALIZER);
        }
    }

    @Override
    public <T extends SpecificRecord> Serde<T> of(TopicSpec<T> topic) {
        if (config.get(SERDE) == null) {
            Serializer<?> serializer = make(SERIALIZER, Serializer.class);
            Deserializer<?> deserializer = make(DESERIALIZER, Deserializer.class);
            serializer.configure(config, false);
            deserializer.configure(config, false);
            return new ForeignSerde<>(topic, serializer, deserializer);
        }
        Serde<?> serde = make(SERDE, Serde.class);
        serde.configure(config, false);
        return new ForeignSerde<>(topic, serde.serializer(), serde.deserializer());
    }

    private String named(String key) {
        Object name = config.get(key);
        if (name == null) {
            throw new IllegalArgumentException(
                    "registry.serde names no class: set " + SERDE + ", or " + SERIALIZER + " and " + DESERIALIZER);
        }
        return name instanceof Class<?> type ? type.getName() : name.toString();
    }

    private <K> K make(String key, Class<K> kind) {
        String name = named(key);
        try {
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            return Class.forName(name, true, loader == null ? ConfiguredSerdes.class.getClassLoader() : loader)
                    .asSubclass(kind)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new IllegalArgumentException(
                    key + "=" + name + " cannot be used as a " + kind.getSimpleName() + " (" + e
                            + "): put its jar into lib/ and check the name",
                    e);
        }
    }
}

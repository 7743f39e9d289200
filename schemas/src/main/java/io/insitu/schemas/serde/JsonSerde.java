package io.insitu.schemas.serde;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdDelegatingSerializer;
import com.fasterxml.jackson.databind.util.StdConverter;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * A Java record as JSON, for state stores. Equal values give equal bytes on every machine: fields, map keys and set
 * elements are sorted, and doubles are written by Jackson because {@code Double.toString} changed with Java 19.
 * Unknown fields are ignored, so an older program reads a newer store.
 */
public final class JsonSerde<T> implements Serde<T> {
    /** What a store's value may weigh unless its owner says otherwise; a changelog record must stay below 1 MB. */
    public static final int DEFAULT_MAX_BYTES = 900_000;

    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                    .build())
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .disable(MapperFeature.SORT_CREATOR_PROPERTIES_FIRST)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            // A record's isOpen() is a question, not a field.
            .visibility(PropertyAccessor.GETTER, Visibility.NONE)
            .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
            .visibility(PropertyAccessor.FIELD, Visibility.ANY)
            .addModule(new SimpleModule().addSerializer(Set.class, new StdDelegatingSerializer(new InOrder())))
            .build();

    private final Class<T> type;
    private final int maxBytes;
    private final ObjectWriter writer;
    private final ObjectReader reader;

    private JsonSerde(Class<T> type, int maxBytes) {
        this.type = type;
        this.maxBytes = maxBytes;
        this.writer = JSON.writerFor(type);
        this.reader = JSON.readerFor(type);
    }

    public static <T> JsonSerde<T> of(Class<T> type) {
        return new JsonSerde<>(type, DEFAULT_MAX_BYTES);
    }

    /**
     * @param maxBytes writing more than this is a broken promise of its owner and throws
     */
    public static <T> JsonSerde<T> of(Class<T> type, int maxBytes) {
        return new JsonSerde<>(type, maxBytes);
    }

    @Override
    public Serializer<T> serializer() {
        return (topic, value) -> value == null ? null : write(topic, value);
    }

    @Override
    public Deserializer<T> deserializer() {
        return (topic, bytes) -> bytes == null ? null : read(topic, bytes);
    }

    private byte[] write(String topic, T value) {
        byte[] bytes;
        try {
            bytes = writer.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new SerializationException("cannot write a " + type.getSimpleName() + " for " + topic, e);
        }
        if (bytes.length > maxBytes) {
            throw new RecordTooLargeException("a " + type.getSimpleName() + " for " + topic + " takes " + bytes.length
                    + " bytes, more than its limit of " + maxBytes);
        }
        return bytes;
    }

    private T read(String topic, byte[] bytes) {
        try {
            return reader.readValue(bytes);
        } catch (IOException e) {
            throw new SerializationException("cannot read a " + type.getSimpleName() + " from " + topic, e);
        }
    }

    /** Sets have no order of their own; a store's bytes need one. */
    private static final class InOrder extends StdConverter<Set<?>, List<?>> {
        @Override
        public List<?> convert(Set<?> set) {
            return set.stream().sorted().toList();
        }
    }
}

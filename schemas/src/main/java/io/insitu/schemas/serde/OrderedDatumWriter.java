package io.insitu.schemas.serde;

import java.util.Comparator;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * Writes maps in order of key. The order of {@code Map.of} changes with every start of a JVM; with it equal facts would
 * have unequal bytes, and a replay another digest.
 */
final class OrderedDatumWriter<T> extends SpecificDatumWriter<T> {
    OrderedDatumWriter(Schema schema, SpecificData model) {
        super(schema, model);
    }

    @Override
    protected Iterable<Map.Entry<Object, Object>> getMapEntries(Object map) {
        @SuppressWarnings("unchecked")
        Map<Object, Object> entries = (Map<Object, Object>) map;
        return entries.entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getKey().toString()))
                .toList();
    }
}

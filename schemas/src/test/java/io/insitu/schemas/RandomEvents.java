package io.insitu.schemas;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** Well-formed events of every topic, drawn from a seed. */
public final class RandomEvents {
    private final Random random;

    public RandomEvents(long seed) {
        this.random = new Random(seed);
    }

    public <T extends SpecificRecord> T next(TopicSpec<T> topic) {
        SpecificData model = SpecificData.getForClass(topic.type());
        return topic.type().cast(value(model.getSchema(topic.type()), model));
    }

    private Object value(Schema schema, SpecificData model) {
        return switch (schema.getType()) {
            case RECORD -> record(schema, model);
            case ENUM ->
                model.createEnum(
                        schema.getEnumSymbols()
                                .get(random.nextInt(schema.getEnumSymbols().size())),
                        schema);
            case ARRAY -> array(schema, model);
            case MAP -> map(schema, model);
            case UNION ->
                value(schema.getTypes().get(random.nextInt(schema.getTypes().size())), model);
            case FIXED -> model.createFixed(null, schema);
            case STRING -> word();
            case BYTES -> ByteBuffer.wrap(word().getBytes(StandardCharsets.UTF_8));
            case INT -> random.nextInt();
            case LONG -> random.nextLong();
            case FLOAT -> random.nextFloat();
            case DOUBLE -> random.nextGaussian();
            case BOOLEAN -> random.nextBoolean();
            case NULL -> null;
        };
    }

    private Object record(Schema schema, SpecificData model) {
        SpecificRecord record = (SpecificRecord) model.newRecord(null, schema);
        for (Schema.Field field : schema.getFields()) {
            record.put(field.pos(), value(field.schema(), model));
        }
        return record;
    }

    private List<Object> array(Schema schema, SpecificData model) {
        List<Object> items = new ArrayList<>();
        for (int left = random.nextInt(4); left > 0; left--) {
            items.add(value(schema.getElementType(), model));
        }
        return new GenericData.Array<>(schema, items);
    }

    private Map<String, Object> map(Schema schema, SpecificData model) {
        Map<String, Object> entries = new TreeMap<>();
        for (int left = random.nextInt(4); left > 0; left--) {
            entries.put(word(), value(schema.getValueType(), model));
        }
        return entries;
    }

    private String word() {
        String letters = "abc xyz_09-é漢\uD83D\uDE00";
        StringBuilder word = new StringBuilder();
        letters.codePoints().filter(c -> random.nextBoolean()).forEach(word::appendCodePoint);
        return word.toString();
    }
}

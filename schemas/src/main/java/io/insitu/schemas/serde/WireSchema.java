package io.insitu.schemas.serde;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.schemas.TopicSpec;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;

/**
 * A topic's schema as other languages see it: without the hints that Avro leaves for Java. A default that is the text
 * <code>{}</code> is written with a space: Apicurio (3.3.3) takes the quotes off that one text wherever it stands and then
 * finds that the schema is none.
 */
public final class WireSchema {
    private static final ObjectMapper JSON = new ObjectMapper();

    private WireSchema() {}

    public static Schema of(TopicSpec<?> topic) {
        Schema schema = SpecificData.getForClass(topic.type()).getSchema(topic.type());
        try {
            JsonNode json = JSON.readTree(schema.toString());
            adapt(json);
            return new Schema.Parser().parse(json.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a parsed schema is JSON", e);
        }
    }

    private static void adapt(JsonNode json) {
        if (json instanceof ObjectNode object) {
            object.remove("avro.java.string");
            if (object.path("default").asText().equals("{}")) {
                object.put("default", "{ }");
            }
        }
        json.forEach(WireSchema::adapt);
    }
}

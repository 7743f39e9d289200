package io.insitu.schemas.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.schemas.JsonReason;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Any registry that speaks the Confluent REST API: Confluent, Apicurio (ccompat path), Karapace, Redpanda. They differ
 * in their default compatibility, so the level of a subject is set before its first schema.
 */
public final class ConfluentRegistry implements SchemaRegistry {
    static final String LEVEL = "FULL_TRANSITIVE";
    private static final Logger LOG = LoggerFactory.getLogger(ConfluentRegistry.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Registration(String subject, Schema schema) {}

    private final RestCalls rest;
    private final Map<Registration, Integer> ids = new ConcurrentHashMap<>();
    private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();

    public ConfluentRegistry(RegistryConfig config) {
        this.rest = new RestCalls(config);
    }

    @Override
    public int register(String subject, Schema schema) {
        Registration wanted = new Registration(subject, schema);
        Integer known = ids.get(wanted);
        if (known != null) {
            return known;
        }
        boolean guarded = guard(subject);
        JsonNode answer = rest.call(
                "POST",
                "/subjects/" + segment(subject) + "/versions",
                JSON.createObjectNode().put("schema", schema.toString()));
        if (!answer.path("id").isInt()) {
            throw new RegistryException(
                    RegistryException.UNREACHABLE, "registering " + subject + " was answered without an id: " + answer);
        }
        if (!guarded && !guard(subject)) {
            LOG.warn("the registry does not let us set {} for {}: ask its operator to", LEVEL, subject);
        }
        int id = answer.path("id").asInt();
        ids.put(wanted, id);
        return id;
    }

    @Override
    public Schema byId(int id) {
        Schema known = schemas.get(id);
        if (known != null) {
            return known;
        }
        JsonNode answer = rest.call("GET", "/schemas/ids/" + id, null);
        String type = answer.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")) {
            throw new RegistryException(RegistryException.NOT_AVRO, "schema id " + id + " is of type " + type);
        }
        Schema schema = parse(answer.path("schema").asText());
        schemas.put(id, schema);
        return schema;
    }

    /** Whether the subject is now held to our level. False where the subject must exist first, or we may not set it. */
    private boolean guard(String subject) {
        String path = "/config/" + segment(subject);
        try {
            if (level(path).equals(LEVEL)) {
                return true;
            }
            ObjectNode body = JSON.createObjectNode().put("compatibility", LEVEL);
            rest.call("PUT", path, body);
            return true;
        } catch (RegistryException e) {
            if (e.unknown() || e.code() == 401 || e.code() == 403 || e.code() / 100 == 401 || e.code() / 100 == 403) {
                return false;
            }
            throw e;
        }
    }

    /** A subject without a level of its own, or not there yet, is answered by 404 on some registries. */
    private String level(String path) {
        try {
            JsonNode answer = rest.call("GET", path, null);
            return answer.path("compatibilityLevel")
                    .asText(answer.path("compatibility").asText());
        } catch (RegistryException e) {
            if (e.unknown()) {
                return "";
            }
            throw e;
        }
    }

    static Schema parse(String json) {
        try {
            return new Schema.Parser().parse(json);
        } catch (AvroRuntimeException e) { // a name it does not hold itself is no SchemaParseException
            throw new RegistryException(
                    RegistryException.NOT_AVRO,
                    "not an Avro schema that stands alone: "
                            + (e.getCause() instanceof JsonProcessingException broken
                                    ? JsonReason.of(broken)
                                    : e.getMessage()));
        }
    }

    private static String segment(String subject) {
        return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

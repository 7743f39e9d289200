package io.insitu.schemas.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.schemas.registry.EmbeddedRegistry.Version;
import java.util.List;
import org.apache.avro.Schema;

/**
 * What the Confluent REST paths mean to an embedded registry. The one level it knows is FULL_TRANSITIVE.
 *
 * <pre>
 * GET  /subjects                                   GET  /schemas/types
 * GET  /subjects/{s}/versions                      GET  /schemas/ids/{id}
 * GET  /subjects/{s}/versions/{v|latest}           GET  /schemas/ids/{id}/versions
 * GET  /subjects/{s}/versions/{v|latest}/schema    GET  /mode
 * POST /subjects/{s}                               GET  /config[/{s}]
 * POST /subjects/{s}/versions                      PUT  /config[/{s}]
 * POST /compatibility/subjects/{s}/versions[/{v|latest}]
 * </pre>
 */
final class RegistryRoutes {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int INVALID_VERSION = 42202;
    private static final int INVALID_LEVEL = 42203;

    private final EmbeddedRegistry registry;

    RegistryRoutes(EmbeddedRegistry registry) {
        this.registry = registry;
    }

    JsonNode answer(String method, List<String> path, JsonNode body) {
        String first = path.isEmpty() ? "" : path.get(0);
        return switch (method + " " + first) {
            case "GET " -> JSON.createObjectNode();
            case "GET subjects" -> subjects(path);
            case "POST subjects" -> path.size() == 2 ? lookUp(path, body) : register(path, body);
            case "GET schemas" -> schemas(path);
            case "POST compatibility" -> compatibility(path, body);
            case "GET config" -> JSON.createObjectNode().put("compatibilityLevel", ConfluentRegistry.LEVEL);
            case "PUT config" -> configure(body);
            case "GET mode" -> JSON.createObjectNode().put("mode", "READWRITE");
            default -> throw nothingHere();
        };
    }

    private JsonNode subjects(List<String> path) {
        if (path.size() == 1) {
            return array(registry.subjects());
        }
        expect(path.size() >= 3 && path.size() <= 5 && path.get(2).equals("versions"));
        if (path.size() == 3) {
            ArrayNode numbers = JSON.createArrayNode();
            registry.versions(path.get(1)).forEach(version -> numbers.add(version.version()));
            return numbers;
        }
        Version version = version(path.get(1), path.get(3));
        if (path.size() == 4) {
            return describe(version);
        }
        expect(path.get(4).equals("schema"));
        return read(version.schema().toString());
    }

    private JsonNode lookUp(List<String> path, JsonNode body) {
        String text = schema(body).toString();
        return registry.versions(path.get(1)).stream()
                .filter(version -> version.schema().toString().equals(text))
                .findFirst()
                .map(RegistryRoutes::describe)
                .orElseThrow(() -> new RegistryException(RegistryException.UNKNOWN_SCHEMA, "Schema not found"));
    }

    private JsonNode register(List<String> path, JsonNode body) {
        expect(path.size() == 3 && path.get(2).equals("versions"));
        return JSON.createObjectNode().put("id", registry.register(path.get(1), schema(body)));
    }

    private JsonNode schemas(List<String> path) {
        if (path.equals(List.of("schemas", "types"))) {
            return JSON.createArrayNode().add("AVRO");
        }
        expect(path.size() >= 3 && path.size() <= 4 && path.get(1).equals("ids"));
        int id = number(path.get(2), RegistryException.UNKNOWN_SCHEMA, "Schema " + path.get(2) + " not found");
        Schema schema = registry.byId(id);
        if (path.size() == 3) {
            return JSON.createObjectNode().put("schema", schema.toString());
        }
        expect(path.get(3).equals("versions"));
        ArrayNode uses = JSON.createArrayNode();
        for (String subject : registry.subjects()) {
            for (Version version : registry.versions(subject)) {
                if (version.id() == id) {
                    uses.addObject().put("subject", subject).put("version", version.version());
                }
            }
        }
        return uses;
    }

    private JsonNode compatibility(List<String> path, JsonNode body) {
        expect(path.size() >= 4
                && path.size() <= 5
                && path.get(1).equals("subjects")
                && path.get(3).equals("versions"));
        Schema schema = schema(body);
        List<Version> against =
                path.size() == 4 ? registry.versions(path.get(2)) : List.of(version(path.get(2), path.get(4)));
        boolean fits =
                registry.compatible(schema, against.stream().map(Version::id).toList());
        return JSON.createObjectNode().put("is_compatible", fits);
    }

    private static JsonNode configure(JsonNode body) {
        String level = body.path("compatibility").asText();
        if (!level.equals(ConfluentRegistry.LEVEL)) {
            throw new RegistryException(
                    INVALID_LEVEL, "Invalid compatibility level: this registry knows only " + ConfluentRegistry.LEVEL);
        }
        return JSON.createObjectNode().put("compatibility", level);
    }

    private Version version(String subject, String wanted) {
        List<Version> versions = registry.versions(subject);
        if (wanted.equals("latest") || wanted.equals("-1")) {
            return versions.get(versions.size() - 1);
        }
        int number =
                number(wanted, INVALID_VERSION, "The specified version '" + wanted + "' is not a valid version id");
        if (number < 1 || number > versions.size()) {
            throw new RegistryException(RegistryException.UNKNOWN_VERSION, "Version " + number + " not found.");
        }
        return versions.get(number - 1);
    }

    private static Schema schema(JsonNode body) {
        if (!body.path("schemaType").asText("AVRO").equals("AVRO")
                || !body.path("references").isEmpty()) {
            throw new RegistryException(
                    RegistryException.NOT_AVRO, "this registry keeps Avro schemas that stand alone, nothing else");
        }
        return ConfluentRegistry.parse(body.path("schema").asText());
    }

    private static ObjectNode describe(Version version) {
        return JSON.createObjectNode()
                .put("subject", version.subject())
                .put("version", version.version())
                .put("id", version.id())
                .put("schema", version.schema().toString());
    }

    private static ArrayNode array(List<String> texts) {
        ArrayNode array = JSON.createArrayNode();
        texts.forEach(array::add);
        return array;
    }

    private static int number(String text, int code, String otherwise) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new RegistryException(code, otherwise);
        }
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a parsed schema is JSON", e);
        }
    }

    private static void expect(boolean ours) {
        if (!ours) {
            throw nothingHere();
        }
    }

    private static RegistryException nothingHere() {
        return new RegistryException(404, "HTTP 404 Not Found");
    }
}

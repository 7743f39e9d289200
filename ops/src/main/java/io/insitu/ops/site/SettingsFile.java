package io.insitu.ops.site;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.insitu.ops.UserError;
import io.insitu.schemas.JsonReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Settings in a data folder: for all lineages, and under {@code lineages} for each of some. They lie with the log because what was
 * learnt is a function of both: whoever replays reads the same file.
 */
final class SettingsFile {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final String LINEAGES = "lineages";

    private final Path file;

    SettingsFile(Path file) {
        this.file = file;
    }

    /** What is said of all lineages, and of each that is named. */
    record Said<P>(P shared, Map<String, P> lineages) {}

    /** Reads one object; what it does not say is as in the other. */
    interface Reader<P> {
        P read(JsonNode said, P otherwise, String where);
    }

    /**
     * @param keys of what is said of a lineage
     */
    <P> Said<P> read(P shipped, Set<String> keys, Reader<P> reader) {
        if (!Files.exists(file)) {
            return new Said<>(shipped, Map.of());
        }
        try {
            JsonNode root = object(JSON.readTree(Files.readAllBytes(file)), "the file");
            Set<String> all = new HashSet<>(keys);
            all.add(LINEAGES);
            known(root, "", all);
            P shared = read(reader, root, shipped, "");
            Map<String, P> lineages = new TreeMap<>();
            for (Map.Entry<String, JsonNode> lineage :
                    object(root.path(LINEAGES), LINEAGES).properties()) {
                String where = LINEAGES + "." + lineage.getKey();
                JsonNode own = object(lineage.getValue(), where);
                known(own, where + ".", keys);
                lineages.put(lineage.getKey(), read(reader, own, shared, where + "."));
            }
            return new Said<>(shared, lineages);
        } catch (JsonProcessingException e) {
            throw wrong("is no JSON (" + JsonReason.of(e) + ")");
        } catch (IOException e) {
            throw new UserError(file + ": cannot be read (" + UserError.reason(e) + ")");
        }
    }

    private <P> P read(Reader<P> reader, JsonNode said, P otherwise, String where) {
        try {
            return reader.read(said, otherwise, where);
        } catch (IllegalArgumentException e) {
            throw wrong((where.isEmpty() ? "" : where.substring(0, where.length() - 1) + ": ") + e.getMessage());
        }
    }

    boolean truth(JsonNode said, String key, String where, boolean otherwise) {
        return value(said, key, where, JsonNode::isBoolean, "true or false")
                ? said.get(key).booleanValue()
                : otherwise;
    }

    int whole(JsonNode said, String key, String where, int otherwise) {
        return value(said, key, where, JsonNode::isInt, "a whole number")
                ? said.get(key).intValue()
                : otherwise;
    }

    long longest(JsonNode said, String key, String where, long otherwise) {
        return value(said, key, where, node -> node.isIntegralNumber() && node.canConvertToLong(), "a whole number")
                ? said.get(key).longValue()
                : otherwise;
    }

    double number(JsonNode said, String key, String where, double otherwise) {
        return value(said, key, where, JsonNode::isNumber, "a number")
                ? said.get(key).doubleValue()
                : otherwise;
    }

    String text(JsonNode said, String key, String where, String otherwise) {
        return value(said, key, where, JsonNode::isTextual, "a text")
                ? said.get(key).textValue()
                : otherwise;
    }

    /** Whether a key is there; then its value must be of its kind. */
    private boolean value(JsonNode said, String key, String where, Predicate<JsonNode> kind, String words) {
        if (said.has(key) && !kind.test(said.get(key))) {
            throw wrong(where + key + " must be " + words + ", was " + said.get(key));
        }
        return said.has(key);
    }

    private void known(JsonNode object, String where, Set<String> keys) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!keys.contains(field.getKey())) {
                throw wrong("nobody knows " + where + field.getKey() + "; there are "
                        + String.join(", ", keys.stream().sorted().toList()));
            }
        }
    }

    JsonNode object(JsonNode node, String where) {
        if (!node.isObject() && !node.isMissingNode()) {
            throw wrong(where + " must be an object, was "
                    + node.getNodeType().name().toLowerCase(Locale.ROOT));
        }
        return node;
    }

    UserError wrong(String what) {
        return UserError.usage(file + ": " + what);
    }
}

package io.insitu.connectors.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.schemas.event.DeadLetterReason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the fields of one JSON object strictly; what is not asked for is refused as unknown. */
final class Fields {
    private final String path;
    private final JsonNode object;
    private final Set<String> asked = new HashSet<>();

    Fields(String path, JsonNode object) throws RefusedEvent {
        this.path = path;
        this.object = object;
        if (!object.isObject()) {
            throw bad(path.isEmpty() ? "event" : path, "must be an object");
        }
    }

    String id(String name) throws RefusedEvent {
        String value = text(name);
        if (value.isBlank() || value.length() > 256 || value.chars().anyMatch(Character::isISOControl)) {
            throw bad(at(name), "must have 1 to 256 characters, none of them a control character");
        }
        return value;
    }

    String text(String name) throws RefusedEvent {
        JsonNode node = get(name);
        if (!node.isTextual()) {
            throw bad(at(name), node.isMissingNode() ? "is missing" : "must be a string");
        }
        return node.textValue();
    }

    String text(String name, String otherwise) throws RefusedEvent {
        return get(name).isMissingNode() ? otherwise : text(name);
    }

    long integer(String name, long least, long most) throws RefusedEvent {
        JsonNode node = get(name);
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw bad(at(name), node.isMissingNode() ? "is missing" : "must be an integer");
        }
        if (node.longValue() < least || node.longValue() > most) {
            throw bad(at(name), "must be in [" + least + ", " + most + "]");
        }
        return node.longValue();
    }

    long integer(String name, long least, long most, long otherwise) throws RefusedEvent {
        return get(name).isMissingNode() ? otherwise : integer(name, least, most);
    }

    double number(String name, double least, double most, double otherwise) throws RefusedEvent {
        JsonNode node = get(name);
        if (node.isMissingNode()) {
            return otherwise;
        }
        if (!node.isNumber() || !(node.doubleValue() >= least && node.doubleValue() <= most)) {
            throw bad(at(name), "must be a number in [" + least + ", " + most + "]");
        }
        return node.doubleValue();
    }

    <E extends Enum<E>> E word(String name, Class<E> words) throws RefusedEvent {
        String value = text(name);
        for (E word : words.getEnumConstants()) {
            if (word.name().equals(value)) {
                return word;
            }
        }
        throw bad(at(name), "must be one of " + List.of(words.getEnumConstants()));
    }

    List<String> texts(String name) throws RefusedEvent {
        List<String> texts = new ArrayList<>();
        for (JsonNode node : list(name)) {
            if (!node.isTextual()) {
                throw bad(at(name), "must be a list of strings");
            }
            texts.add(node.textValue());
        }
        return texts;
    }

    List<Integer> integers(String name) throws RefusedEvent {
        List<Integer> numbers = new ArrayList<>();
        for (JsonNode node : list(name)) {
            if (!node.isIntegralNumber() || !node.canConvertToInt()) {
                throw bad(at(name), "must be a list of integers");
            }
            numbers.add(node.intValue());
        }
        return numbers;
    }

    List<Float> floats(String name) throws RefusedEvent {
        List<Float> numbers = new ArrayList<>();
        for (JsonNode node : list(name)) {
            if (!node.isNumber() || !Float.isFinite(node.floatValue())) {
                throw bad(at(name), "must be a list of numbers");
            }
            numbers.add(node.floatValue());
        }
        return numbers;
    }

    Map<String, String> map(String name) throws RefusedEvent {
        Map<String, String> map = new HashMap<>();
        JsonNode node = get(name);
        if (!node.isMissingNode() && !node.isObject()) {
            throw bad(at(name), "must be an object of strings");
        }
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            if (!entry.getValue().isTextual()) {
                throw bad(at(name) + "." + entry.getKey(), "must be a string");
            }
            map.put(entry.getKey(), entry.getValue().textValue());
        }
        return map;
    }

    Fields object(String name) throws RefusedEvent {
        return new Fields(at(name), get(name));
    }

    /** A misspelt field must not be lost silently. */
    void nothingElse() throws RefusedEvent {
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            if (!asked.contains(entry.getKey())) {
                throw bad(at(entry.getKey()), "is unknown");
            }
        }
    }

    RefusedEvent bad(String field, String problem) {
        return new RefusedEvent(DeadLetterReason.INVALID_FIELD, field + " " + problem);
    }

    private JsonNode list(String name) throws RefusedEvent {
        JsonNode node = get(name);
        if (!node.isMissingNode() && !node.isArray()) {
            throw bad(at(name), "must be a list");
        }
        return node;
    }

    private JsonNode get(String name) {
        asked.add(name);
        return object.path(name);
    }

    private String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}

package io.insitu.connectors.desk;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One object of a world file, read strictly: a wrong, missing or unknown field ends in one line that names it. */
final class Fields {
    private static final Pattern WORD = Pattern.compile("[a-z0-9][a-z0-9_-]{0,31}");

    private final String source;
    private final String path;
    private final JsonNode node;

    Fields(String source, String path, JsonNode node, String... allowed) {
        this.source = source;
        this.path = path;
        this.node = node;
        if (!node.isObject()) {
            throw wrong("", "must be an object");
        }
        Set<String> known = Set.of(allowed);
        for (Iterator<String> names = node.fieldNames(); known.size() > 0 && names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw wrong(name, "is not a field of a world; known here: " + String.join(", ", allowed));
            }
        }
    }

    /** An error about a field of this object. */
    WorldException wrong(String field, String problem) {
        String where = path.isEmpty() || field.isEmpty() ? path + field : path + "." + field;
        return new WorldException(source + ": " + (where.isEmpty() ? "the world" : where) + " " + problem);
    }

    List<String> names() {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Nullable
    Fields optional(String field, String... allowed) {
        JsonNode child = node.get(field);
        return child == null ? null : new Fields(source, at(field), child, allowed);
    }

    Fields object(String field, String... allowed) {
        return new Fields(source, at(field), required(field), allowed);
    }

    List<Fields> objects(String field, String... allowed) {
        JsonNode array = required(field);
        if (!array.isArray()) {
            throw wrong(field, "must be a list");
        }
        List<Fields> objects = new ArrayList<>();
        for (JsonNode child : array) {
            objects.add(new Fields(source, at(field) + "[" + objects.size() + "]", child, allowed));
        }
        return objects;
    }

    boolean has(String field) {
        return node.has(field);
    }

    String text(String field) {
        JsonNode value = required(field);
        if (!value.isTextual()) {
            throw wrong(field, "must be text");
        }
        return value.asText();
    }

    /** A name of lower-case letters, digits, _ and -, at most 32 of them. */
    String word(String field) {
        return checkedWord(field, required(field));
    }

    List<String> words(String field, int least, int most) {
        JsonNode array = required(field);
        if (!array.isArray()) {
            throw wrong(field, "must be a list of words");
        }
        List<String> words = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (JsonNode child : array) {
            String word = checkedWord(field + "[" + words.size() + "]", child);
            if (!seen.add(word)) {
                throw wrong(field, "has '" + word + "' twice; remove one");
            }
            words.add(word);
        }
        if (words.size() < least || words.size() > most) {
            throw wrong(field, "must have " + least + " to " + most + " words, has " + words.size());
        }
        return words;
    }

    double number(String field, double least, double most) {
        JsonNode value = required(field);
        if (!value.isNumber() || !(value.asDouble() >= least) || !(value.asDouble() <= most)) {
            throw wrong(field, "must be a number from " + least + " to " + most + ", was " + value);
        }
        return value.asDouble();
    }

    int integer(String field, int least, int most) {
        JsonNode value = required(field);
        if (!value.isIntegralNumber() || value.asLong() < least || value.asLong() > most) {
            throw wrong(field, "must be an integer from " + least + " to " + most + ", was " + value);
        }
        return value.asInt();
    }

    private String checkedWord(String field, JsonNode value) {
        if (!value.isTextual() || !WORD.matcher(value.asText()).matches()) {
            throw wrong(field, "must be a word of a-z, 0-9, _ or - (at most 32), was " + value);
        }
        return value.asText();
    }

    private JsonNode required(String field) {
        JsonNode child = node.get(field);
        if (child == null) {
            throw wrong(field, "is missing");
        }
        return child;
    }

    private String at(String field) {
        return path.isEmpty() ? field : path + "." + field;
    }
}

package io.insitu.trainer.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a run's result depends on, by name, so that a run that may not go on can say why. Values are words of ours, never what
 * an object happens to print of itself: that differs from one process to the next.
 *
 * @param fields in the order to tell them
 */
public record Fingerprint(Map<String, String> fields) {
    private static final String NOTHING = "not there";

    public Fingerprint {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        fields.forEach((name, value) -> {
            if (name.contains("=") || (name + value).contains("\n")) {
                throw new IllegalArgumentException("no field of a line: " + name + "=" + value);
            }
        });
    }

    /** A line for each field. */
    String text() {
        StringBuilder text = new StringBuilder();
        fields.forEach(
                (name, value) -> text.append(name).append('=').append(value).append('\n'));
        return text.toString();
    }

    /** Reads {@link #text} back; empty where the text is something else. */
    static Optional<Fingerprint> parse(String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String line : text.lines().toList()) {
            int end = line.indexOf('=');
            if (end < 0) {
                return Optional.empty();
            }
            fields.put(line.substring(0, end), line.substring(end + 1));
        }
        return fields.isEmpty() ? Optional.empty() : Optional.of(new Fingerprint(fields));
    }

    /** Each field that is not as it was, with both values. */
    List<String> since(Fingerprint earlier) {
        Set<String> names = new LinkedHashSet<>(earlier.fields.keySet());
        names.addAll(fields.keySet());
        List<String> differences = new ArrayList<>();
        for (String name : names) {
            String was = earlier.fields.getOrDefault(name, NOTHING);
            String is = fields.getOrDefault(name, NOTHING);
            if (!was.equals(is)) {
                differences.add(name + " was " + was + ", is " + is);
            }
        }
        return differences;
    }
}

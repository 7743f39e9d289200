package io.insitu.schemas;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A committed version is out in the world and never changes again: {@code SHA256SUMS} beside them says what each one is.
 * Its lines are those of the tool {@code sha256sum}.
 */
final class SchemaPins {
    private final Path history;
    private final Path pins;

    SchemaPins(Path history) {
        this.history = history;
        this.pins = history.resolve("SHA256SUMS");
    }

    /** What is not as it was committed, one sentence each; empty when all is. */
    List<String> violations() throws IOException {
        Map<String, String> pinned = new TreeMap<>();
        for (String line : Files.readAllLines(pins)) {
            String[] parts = line.split("  ", 2);
            pinned.put(parts[1], parts[0]);
        }
        List<String> violations = new ArrayList<>();
        try (Stream<Path> files = Files.walk(history)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".avsc")).sorted().toList()) {
                String pin = pinned.remove(name(file));
                if (pin == null) {
                    violations.add(name(file) + " has no line in " + pins.getFileName());
                } else if (!pin.equals(sha256(file))) {
                    violations.add(name(file) + " was edited; a committed version stays as it is, add the next one");
                }
            }
        }
        pinned.keySet().forEach(name -> violations.add(name + " is gone"));
        return violations;
    }

    /** Pins a version that was just added. */
    void add(Path file) throws IOException {
        Files.writeString(pins, sha256(file) + "  " + name(file) + "\n", StandardOpenOption.APPEND);
    }

    private String name(Path file) {
        return history.relativize(file).toString().replace('\\', '/');
    }

    private static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

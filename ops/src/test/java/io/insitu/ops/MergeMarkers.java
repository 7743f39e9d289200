package io.insitu.ops;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** Lines that a merge leaves where it does not know what to keep. */
final class MergeMarkers {
    /** What a build or a tool makes, and what is not ours. */
    private static final List<String> NOT_TRACKED = List.of("target", ".git", ".idea", "shared", "node_modules");

    private static final List<String> MARKERS = List.of("<".repeat(7), ">".repeat(7));

    private MergeMarkers() {}

    /** The folder of all modules: the one above that has a folder ops beside the pom. */
    static Path repository() {
        Path at = Path.of("").toAbsolutePath();
        while (at != null && !(Files.exists(at.resolve("pom.xml")) && Files.isDirectory(at.resolve("ops")))) {
            at = at.getParent();
        }
        if (at == null) {
            throw new IllegalStateException("no repository above " + Path.of("").toAbsolutePath());
        }
        return at;
    }

    /** Each as file:line. */
    static List<String> under(Path folder) throws IOException {
        List<String> found = new ArrayList<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path at, BasicFileAttributes attributes) {
                boolean skipped = !at.equals(folder)
                        && NOT_TRACKED.contains(at.getFileName().toString());
                return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile()) {
                    found.addAll(in(file));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    private static List<String> in(Path file) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (MalformedInputException e) {
            return List.of(); // no text
        }
        List<String> found = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (MARKERS.stream().anyMatch(lines.get(i)::startsWith)) {
                found.add(file + ":" + (i + 1));
            }
        }
        return found;
    }
}

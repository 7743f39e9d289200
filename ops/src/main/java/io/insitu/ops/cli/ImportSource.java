package io.insitu.ops.cli;

import io.insitu.connectors.formats.Formats;
import io.insitu.connectors.importing.TraceFormat;
import io.insitu.ops.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What one argument of an import names: a file, or the files of a folder that are in one format.
 *
 * @param files in the order of their names
 */
public record ImportSource(Path path, TraceFormat format, List<Path> files) {
    public static final String AUTO = "auto";
    private static final int DEEPEST = 8;

    public ImportSource {
        files = List.copyOf(files);
    }

    boolean isFolder() {
        return Files.isDirectory(path);
    }

    /**
     * @param format a format's name, or {@link #AUTO}
     * @param leftOut hears of a folder's files that are in no format
     */
    public static List<ImportSource> of(Path path, String format, Consumer<String> leftOut) {
        try {
            if (!Files.isDirectory(path)) {
                TraceFormat of = format.equals(AUTO) ? recognised(path) : named(format);
                return List.of(new ImportSource(path, of, List.of(path)));
            }
            List<Path> files = filesIn(path);
            if (files.isEmpty()) {
                throw UserError.usage(path + ": there are no files in this folder; check the path");
            }
            return format.equals(AUTO)
                    ? byFormat(path, files, leftOut)
                    : List.of(new ImportSource(path, named(format), files));
        } catch (IOException e) {
            throw new UserError(path + ": " + UserError.reason(e));
        }
    }

    private static List<ImportSource> byFormat(Path folder, List<Path> files, Consumer<String> leftOut)
            throws IOException {
        Map<TraceFormat, List<Path>> byFormat = new LinkedHashMap<>();
        for (Path file : files) {
            Formats.of(file)
                    .ifPresentOrElse(
                            format -> byFormat.computeIfAbsent(format, first -> new ArrayList<>())
                                    .add(file),
                            () -> leftOut.accept(file + ": left out, in no known format"));
        }
        if (byFormat.isEmpty()) {
            throw UserError.usage(folder + ": all its files are in no known format; known: " + Formats.names());
        }
        List<ImportSource> sources = new ArrayList<>();
        byFormat.forEach((format, of) -> sources.add(new ImportSource(folder, format, of)));
        return sources;
    }

    /** Those in the folder itself; of one that holds folders only, theirs. */
    private static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> own = files.filter(Files::isRegularFile).sorted().toList();
            if (!own.isEmpty()) {
                return own;
            }
        }
        try (Stream<Path> files = Files.walk(folder, DEEPEST)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static TraceFormat recognised(Path file) throws IOException {
        return Formats.of(file)
                .orElseThrow(() -> UserError.usage(file + ": its beginning is in no known format; known: "
                        + Formats.names() + "; say which with --format"));
    }

    public static TraceFormat named(String name) {
        return Formats.named(name)
                .orElseThrow(() -> UserError.usage(
                        "--format '" + name + "' is not known; known: " + AUTO + ", " + Formats.names()));
    }
}

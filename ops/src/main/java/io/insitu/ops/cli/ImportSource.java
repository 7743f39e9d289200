package io.insitu.ops.cli;

import io.insitu.connectors.formats.Formats;
import io.insitu.connectors.importing.TraceFormat;
import io.insitu.ops.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * What one argument of an import names: a file, or the files of a folder that are in one format.
 *
 * @param files in the order of their names
 * @param leftOut how many files of the folder are in no format; told by the first of its sources, 0 by the others
 */
public record ImportSource(Path path, TraceFormat format, List<Path> files, int leftOut) {
    public static final String AUTO = "auto";

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
        List<ImportSource> sources = known(path, format, leftOut);
        if (sources.isEmpty()) {
            throw UserError.usage(path + ": " + unknown(path));
        }
        return sources;
    }

    /** As {@link #of}; nothing of a file or folder that is in no known format. */
    static List<ImportSource> known(Path path, String format, Consumer<String> leftOut) {
        try {
            if (!Files.isDirectory(path)) {
                return (format.equals(AUTO) ? Formats.of(path) : Optional.of(named(format)))
                        .map(of -> new ImportSource(path, of, List.of(path), 0)).stream()
                                .toList();
            }
            List<Path> files = FolderFiles.of(path, leftOut);
            if (files.isEmpty()) {
                throw UserError.usage(path + ": there are no files in this folder; check the path");
            }
            return format.equals(AUTO)
                    ? byFormat(path, files, leftOut)
                    : List.of(new ImportSource(path, named(format), files, 0));
        } catch (UncheckedIOException e) {
            throw new UserError(path + ": " + UserError.reason(Objects.requireNonNull(e.getCause())));
        } catch (IOException e) {
            throw new UserError(path + ": " + UserError.reason(e));
        }
    }

    private static List<ImportSource> byFormat(Path folder, List<Path> files, Consumer<String> leftOut)
            throws IOException {
        Map<TraceFormat, List<Path>> byFormat = new LinkedHashMap<>();
        AtomicInteger out = new AtomicInteger();
        for (Path file : files) {
            Formats.of(file)
                    .ifPresentOrElse(
                            format -> byFormat.computeIfAbsent(format, first -> new ArrayList<>())
                                    .add(file),
                            () -> {
                                out.incrementAndGet();
                                leftOut.accept(file + ": left out, in no known format");
                            });
        }
        List<ImportSource> sources = new ArrayList<>();
        byFormat.forEach((format, of) -> sources.add(new ImportSource(folder, format, of, out.getAndSet(0))));
        return sources;
    }

    /** Why nothing can be made of it. */
    static String unknown(Path path) {
        return (Files.isDirectory(path)
                        ? "all its files are in no known format"
                        : "its beginning is in no known format")
                + "; known: " + Formats.names() + "; say which with --format";
    }

    public static TraceFormat named(String name) {
        return Formats.named(name)
                .orElseThrow(() -> UserError.usage(
                        "--format '" + name + "' is not known; known: " + AUTO + ", " + Formats.names()));
    }
}

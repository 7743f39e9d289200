package io.insitu.ops.cli;

import io.insitu.connectors.importing.Refusal;
import io.insitu.ops.UserError;
import io.insitu.schemas.event.DeadLetterReason;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What the arguments of an import name together. One that is in no known format is refused alone.
 *
 * @param refused files, or folders of nothing else, in no known format
 */
public record ImportSources(List<ImportSource> known, List<Refusal> refused) {
    private static final String SOURCE = "import@1";

    public ImportSources {
        known = List.copyOf(known);
        refused = List.copyOf(refused);
    }

    /**
     * @param leftOut hears of folders' files that are in no format
     * @throws UserError when one cannot be read, or none is in a known format
     */
    public static ImportSources of(List<Path> paths, String format, Consumer<String> leftOut) {
        List<ImportSource> known = new ArrayList<>();
        List<Refusal> refused = new ArrayList<>();
        for (Path path : paths) {
            if (!Files.isReadable(path)) {
                throw UserError.usage(path + ": is no file that can be read; check the path");
            }
            List<ImportSource> sources = ImportSource.known(path, format, leftOut);
            known.addAll(sources);
            if (sources.isEmpty()) {
                refused.add(new Refusal(
                        SOURCE,
                        path,
                        1,
                        DeadLetterReason.UNKNOWN_SCHEMA,
                        ImportSource.unknown(path),
                        ByteBuffer.allocate(0),
                        0));
            }
        }
        if (known.isEmpty()) {
            throw UserError.usage(paths.get(0) + ": " + ImportSource.unknown(paths.get(0)));
        }
        return new ImportSources(known, refused);
    }
}

package io.insitu.connectors.importing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Made-up files that lie beside the tests, and what an import makes of them. */
public final class Samples {
    private static final ImportTarget TARGET = new ImportTarget("samples", 5_000);

    private Samples() {}

    /** A copy of the sample that lies beside this class. */
    public static Path copy(Class<?> beside, String name, Path folder) throws IOException {
        try (InputStream in = Objects.requireNonNull(beside.getResourceAsStream(name), name)) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.write(file, in.readAllBytes());
        }
    }

    public static Path write(Path folder, String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content, StandardCharsets.UTF_8);
    }

    public static Told told(TraceFormat format, Path file) throws Exception {
        Told told = new Told();
        told.report = new Importer(format).interactions(file, TARGET, told);
        return told;
    }

    /** Counts without any refusal. */
    public static String stats(TraceFormat format, Path... files) throws Exception {
        List<String> refused = new ArrayList<>();
        String stats = new Importer(format)
                .stats(List.of(files), refusal -> refused.add(refusal.line()))
                .toString();
        if (!refused.isEmpty()) {
            throw new AssertionError("refused: " + refused);
        }
        return stats;
    }
}

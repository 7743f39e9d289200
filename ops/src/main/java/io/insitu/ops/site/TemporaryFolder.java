package io.insitu.ops.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that is gone with all that is in it once it is closed. */
public record TemporaryFolder(Path path) implements AutoCloseable {
    /** A new one whose name begins like this. */
    public static TemporaryFolder named(String prefix) throws IOException {
        return new TemporaryFolder(Files.createTempDirectory(prefix));
    }

    @Override
    public void close() throws IOException {
        Folders.delete(path);
    }
}

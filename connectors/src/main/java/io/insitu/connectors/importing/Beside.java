package io.insitu.connectors.importing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** What lies beside a file of runs, or in another part of it: read the same way, damaged records left out. */
public final class Beside {
    private Beside() {}

    /**
     * @throws IOException when the file cannot be opened
     */
    public static void records(Path file, Layout layout, Consumer<JsonNode> each) throws IOException {
        try {
            new RecordReader("", layout, ImportLimits.defaults()).read(file, new RecordReader.Each() {
                @Override
                public void record(long number, JsonNode record) {
                    each.accept(record);
                }

                @Override
                public void refused(Refusal refusal) {} // what depends on it says that it is missing
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while reading " + file);
        }
    }
}

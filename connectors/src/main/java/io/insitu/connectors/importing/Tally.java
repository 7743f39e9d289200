package io.insitu.connectors.importing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;

/** Counts the records of a file, or of several that belong together. Keeps numbers and short words, never records. */
public interface Tally {
    /** The records from here on are this file's. */
    default void file(Path file) throws IOException {}

    /**
     * @param number its place in its file, from 1
     * @throws UnusableException when the record makes no sense; it is then not counted
     */
    void add(long number, JsonNode record);

    /** All facts so far, under the names the format's own data uses. */
    ObjectNode toJson();
}

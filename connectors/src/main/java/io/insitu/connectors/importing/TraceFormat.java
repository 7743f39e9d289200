package io.insitu.connectors.importing;

import java.io.IOException;
import java.nio.file.Path;

/** One way in which recorded runs are written down. */
public interface TraceFormat {
    /** As people name it: {@code tau-bench}. */
    String name();

    /** As events and letters name it: with the version of what becomes of a record. */
    default String source() {
        return name() + "@1";
    }

    /** Whether a file that begins like this is one of these. */
    boolean recognises(Beginning beginning);

    /** Where the records lie in a file. */
    default Layout layout() {
        return Layout.EACH;
    }

    /** Whether a file may hold several attempts at one task, which are then compared with each other. */
    default boolean hasTrials() {
        return false;
    }

    /** Begins to count. */
    Tally tally();

    /**
     * Begins to tell the runs of one file.
     *
     * @param file for what lies beside it
     * @throws IOException when it cannot be read
     */
    Teller teller(Path file) throws IOException;
}

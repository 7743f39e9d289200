package io.insitu.connectors.importing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Turns the records of one file into runs, in order. */
public interface Teller {
    /**
     * The runs that are complete with this record; mostly one.
     *
     * @param number its place in the file, from 1
     * @throws UnusableException when the record makes no sense
     */
    List<Run> tell(long number, JsonNode record);

    /** The runs that the end of the file completes. */
    default List<Run> rest() {
        return List.of();
    }

    /** What should lie beside the file and does not, one line each; what is told is the poorer for it. */
    default List<String> missing() {
        return List.of();
    }
}

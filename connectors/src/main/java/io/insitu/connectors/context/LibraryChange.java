package io.insitu.connectors.context;

import io.insitu.schemas.event.EntryStatus;

/**
 * An entry of the library reached this process.
 *
 * @param kind principle or tool
 * @param status where it stands now; RETIRED also when its record was deleted
 * @param updatedMs event time of the fact that changed it
 * @param arrivedMs when this process saw it
 */
public record LibraryChange(
        Kind kind, String lineage, String id, EntryStatus status, int revision, long updatedMs, long arrivedMs) {
    /** Which half of the library. */
    public enum Kind {
        PRINCIPLE,
        TOOL
    }

    /** How long the change took from the fact that caused it to this process; clocks of two machines may disagree. */
    public long latencyMs() {
        return Math.max(0, arrivedMs - updatedMs);
    }
}

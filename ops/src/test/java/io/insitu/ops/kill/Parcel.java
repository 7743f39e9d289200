package io.insitu.ops.kill;

/**
 * One request of an agent.
 *
 * @param path of the door
 * @param what it is, which says what must become of it
 * @param id of the attempt, of the feedback's event, or the word that marks what is malformed
 * @param events of an attempt, where the agent numbered them itself; 0: they follow from spans
 */
record Parcel(String path, String body, Kind what, String id, int events) {
    enum Kind {
        /** A whole attempt: becomes one trajectory, and is scored. */
        ATTEMPT,
        /** Said of an attempt that was acknowledged before: is heard, with it or late. */
        FEEDBACK,
        /** Becomes a dead letter, whatever else the request holds. */
        MALFORMED
    }
}

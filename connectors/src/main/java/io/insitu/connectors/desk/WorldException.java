package io.insitu.connectors.desk;

/** A world file that cannot be used; the message is one line naming file, field, reason and way out. */
public final class WorldException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WorldException(String message) {
        super(message);
    }
}

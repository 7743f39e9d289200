package io.insitu.connectors.serving;

/** A model, adapter or call that cannot be served; the message is one line with the thing, the reason, the way out. */
public final class ServingException extends RuntimeException {
    /** Whose turn it is to do something about it. */
    public enum Kind {
        /** The caller asked for what cannot be. */
        ASKED_WRONG,
        /** The caller named an adapter that is not loaded. */
        UNKNOWN_ADAPTER,
        /** There is too much to do; later it would work. */
        BUSY,
        /** Something broke here. */
        FAILED
    }

    private final Kind kind;

    public ServingException(String message) {
        this(Kind.FAILED, message);
    }

    public ServingException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public ServingException(String message, Throwable cause) {
        super(message, cause);
        this.kind = cause instanceof ServingException known ? known.kind : Kind.FAILED;
    }

    public Kind kind() {
        return kind;
    }
}

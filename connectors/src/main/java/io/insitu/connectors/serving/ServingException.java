package io.insitu.connectors.serving;

/** A model, adapter or call that cannot be served; the message is one line with the thing, the reason, the way out. */
public final class ServingException extends RuntimeException {
    public ServingException(String message) {
        super(message);
    }

    public ServingException(String message, Throwable cause) {
        super(message, cause);
    }
}

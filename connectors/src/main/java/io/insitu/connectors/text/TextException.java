package io.insitu.connectors.text;

/** Text that this model cannot be given; the message is one line with the reason and the way out. */
public final class TextException extends RuntimeException {
    public TextException(String message) {
        super(message);
    }
}

package io.insitu.connectors.llm;

/** No answer, and why, in one line. Says nothing about what was asked about. */
public final class ChatException extends Exception {
    private final boolean retryable;

    ChatException(boolean retryable, String message) {
        super(message);
        this.retryable = retryable;
    }

    /** Whether asking again later may help. */
    public boolean retryable() {
        return retryable;
    }
}

package io.insitu.connectors.llm;

/** No answer, and why, in one line. Says nothing about what was asked about. */
public final class ChatException extends Exception {
    private final boolean retryable;
    private final int attempts;
    private final long tokens;

    /** Nobody was asked. */
    ChatException(boolean retryable, String message) {
        this(retryable, message, 0, 0);
    }

    private ChatException(boolean retryable, String message, int attempts, long tokens) {
        super(message);
        this.retryable = retryable;
        this.attempts = attempts;
        this.tokens = tokens;
    }

    ChatException after(Spending spent) {
        return new ChatException(retryable, String.valueOf(getMessage()), spent.attempts(), spent.tokens());
    }

    /** Whether asking again later may help. */
    public boolean retryable() {
        return retryable;
    }

    /** How often the model was asked all the same. */
    public int attempts() {
        return attempts;
    }

    /** What that cost, by the length of what was asked; nothing where the endpoint refused or was not there. */
    public long tokens() {
        return tokens;
    }
}

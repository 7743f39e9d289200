package io.insitu.connectors.llm;

/**
 * What may be spent. Tokens are known only afterwards: what is under way when the last one is spent is still paid for.
 */
public final class Budget {
    private final long mostAttempts;
    private final long mostTokens;
    private long attempts;
    private long tokens;

    /**
     * @param mostAttempts requests that may be sent, those that fail included
     * @param mostTokens of questions and answers
     */
    public Budget(long mostAttempts, long mostTokens) {
        if (mostAttempts < 0 || mostTokens < 0) {
            throw new IllegalArgumentException("a budget is not negative");
        }
        this.mostAttempts = mostAttempts;
        this.mostTokens = mostTokens;
    }

    /** What others took out of it before: a process that starts again starts with what is left. */
    public synchronized void spentBefore(long requests, long more) {
        attempts = Math.max(attempts, attempts + requests);
        spent(more);
    }

    public static Budget unlimited() {
        return new Budget(Long.MAX_VALUE, Long.MAX_VALUE);
    }

    /** Takes one attempt out of it. */
    synchronized void attempt() throws ChatException {
        if (attempts >= mostAttempts) {
            throw new ChatException(false, "the budget of " + mostAttempts + " requests is spent; raise llm.requests");
        }
        if (tokens >= mostTokens) {
            throw new ChatException(false, "the budget of " + mostTokens + " tokens is spent; raise llm.tokens");
        }
        attempts++;
    }

    synchronized void spent(long more) {
        tokens = Math.max(tokens, tokens + more); // a count that overflows is a budget that is spent
    }

    public synchronized long attempts() {
        return attempts;
    }

    public synchronized long tokens() {
        return tokens;
    }
}

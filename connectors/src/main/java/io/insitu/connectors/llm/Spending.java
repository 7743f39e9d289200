package io.insitu.connectors.llm;

/** What one question takes out of the budget of all. */
final class Spending {
    private final Budget budget;
    private int attempts;
    private long tokens;

    Spending(Budget budget) {
        this.budget = budget;
    }

    /** One request more, unless the budget is spent. */
    void attempt() throws ChatException {
        budget.attempt();
        attempts++;
    }

    void tokens(long more) {
        budget.spent(more);
        tokens += more;
    }

    int attempts() {
        return attempts;
    }

    long tokens() {
        return tokens;
    }
}

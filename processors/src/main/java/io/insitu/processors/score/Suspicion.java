package io.insitu.processors.score;

/** Why a recorded success cannot be believed. */
public enum Suspicion {
    /** The calls that worked, or what was said, are not what the task expects. */
    SOURCES_DISAGREE(true),

    /** The task expects something to change, and nothing the agent did changed anything. */
    SUCCESS_WITHOUT_EFFECT(true),

    /**
     * The verdict compared with one state where tasks expect different changes. A verdict blind to what was done is still right
     * by luck, so this makes another suspicion the stronger and condemns nobody by itself.
     */
    SHARED_GROUND_TRUTH(false),

    /** The same effects and the same answers at the same task were once graded a success, once a failure: which one is wrong, this does not say. */
    EQUAL_ACTIONS_DIFFERENT_GRADES(false);

    private final boolean decisive;

    Suspicion(boolean decisive) {
        this.decisive = decisive;
    }

    /** Whether an attempt is kept from learning for this alone. */
    public boolean decisive() {
        return decisive;
    }
}

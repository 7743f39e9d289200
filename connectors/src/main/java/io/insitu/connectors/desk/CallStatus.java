package io.insitu.connectors.desk;

/** What the desk answers to one call. */
public enum CallStatus {
    /** It worked. */
    OK("ok", ModelVocabulary.OK),
    /** Try the same again. */
    BUSY("busy", ModelVocabulary.BUSY),
    /** No such tool (any more). */
    UNKNOWN_TOOL("unknown tool", ModelVocabulary.UNKNOWN),
    /** Not now, not with these arguments, or not what the customer accepts. */
    REFUSED("refused", ModelVocabulary.REFUSED),
    /** The world broke; the attempt is over and says nothing about the agent. */
    TIMEOUT("timed out", ModelVocabulary.UNKNOWN);

    private final String word;
    private final int token;

    CallStatus(String word, int token) {
        this.word = word;
        this.token = token;
    }

    /** As shown to the agent. */
    public String word() {
        return word;
    }

    int token() {
        return token;
    }
}

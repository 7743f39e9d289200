package io.insitu.connectors.desk;

import io.insitu.schemas.event.OutcomeKind;

/** How an attempt ended, and why in a few words that do not tell the hidden rule. */
public record Verdict(OutcomeKind outcome, String detail) {
    static Verdict failure(String detail) {
        return new Verdict(OutcomeKind.FAILURE, detail);
    }

    /** 1 for success, -1 for failure, 0 for a broken world. */
    public double reward() {
        if (outcome == OutcomeKind.SUCCESS) {
            return 1;
        }
        return outcome == OutcomeKind.FAILURE ? -1 : 0;
    }
}

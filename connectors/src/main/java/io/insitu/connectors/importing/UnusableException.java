package io.insitu.connectors.importing;

import io.insitu.schemas.event.DeadLetterReason;

/** A record that makes no sense; it is refused alone. */
public final class UnusableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final DeadLetterReason reason;

    public UnusableException(DeadLetterReason reason, String detail) {
        super(detail);
        this.reason = reason;
    }

    /** Goes on where it holds. */
    public static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new UnusableException(DeadLetterReason.INVALID_FIELD, otherwise);
        }
    }

    DeadLetterReason reason() {
        return reason;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}

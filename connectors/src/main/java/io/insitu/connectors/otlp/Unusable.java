package io.insitu.connectors.otlp;

import io.insitu.schemas.event.DeadLetterReason;

/** A span or log record of which nothing can be made; its message says why. */
final class Unusable extends Exception {
    private final DeadLetterReason reason;

    Unusable(DeadLetterReason reason, String detail) {
        super(detail);
        this.reason = reason;
    }

    DeadLetterReason reason() {
        return reason;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}

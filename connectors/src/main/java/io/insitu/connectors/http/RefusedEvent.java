package io.insitu.connectors.http;

import io.insitu.schemas.event.DeadLetterReason;

/** An event that could not be accepted; its message names the field. */
final class RefusedEvent extends Exception {
    private final DeadLetterReason reason;

    RefusedEvent(DeadLetterReason reason, String detail) {
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

package io.insitu.trainer.worker;

import io.insitu.schemas.event.DeadLetterReason;

/** A batch that will never give an adapter, however often it is tried. */
public final class RefusedBatchException extends Exception {
    private final DeadLetterReason reason;

    RefusedBatchException(DeadLetterReason reason, String message) {
        super(message);
        this.reason = reason;
    }

    DeadLetterReason reason() {
        return reason;
    }
}

package io.insitu.trainer.worker;

import io.insitu.schemas.event.DeadLetterReason;
import java.util.List;

/** A batch that will never give an adapter, however often it is tried. */
public final class RefusedBatchException extends Exception {
    private final DeadLetterReason reason;
    private final transient List<String> attempts;

    RefusedBatchException(DeadLetterReason reason, String message) {
        this(reason, message, List.of());
    }

    /** @param attempts whose fault it is, by trajectory id */
    RefusedBatchException(DeadLetterReason reason, String message, List<String> attempts) {
        super(message);
        this.reason = reason;
        this.attempts = List.copyOf(attempts);
    }

    DeadLetterReason reason() {
        return reason;
    }

    List<String> attempts() {
        return attempts;
    }
}

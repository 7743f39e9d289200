package io.insitu.schemas.serde;

import io.insitu.schemas.event.DeadLetterReason;
import org.apache.kafka.common.errors.SerializationException;

/** These bytes are not a record of this topic, and never will be: they belong among the dead letters. */
public final class UnreadableRecordException extends SerializationException {
    private final DeadLetterReason reason;

    public UnreadableRecordException(DeadLetterReason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public DeadLetterReason reason() {
        return reason;
    }
}

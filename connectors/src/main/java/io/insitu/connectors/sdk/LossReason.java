package io.insitu.connectors.sdk;

/** Why an event was not sent. */
public enum LossReason {
    /** The queue was full: the broker is slower than the agents. */
    QUEUE_FULL,
    /** An earlier event of the same trajectory was lost, so the rest would tell half a story. */
    AFTER_LOSS,
    /** The trajectory had already ended. */
    AFTER_END,
    /** More trajectories are open than allowed. */
    TOO_MANY_OPEN,
    /** Larger than a record may be, and cutting it would falsify it. */
    TOO_LARGE,
    /** A required field is missing, or it does not fit its schema. */
    INVALID,
    /** The broker or the registry refused it, or did not answer within the delivery timeout. */
    BROKER,
    /** Still queued when the connector was closed. */
    CLOSED
}

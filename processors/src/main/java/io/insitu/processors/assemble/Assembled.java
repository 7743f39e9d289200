package io.insitu.processors.assemble;

import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.Trajectory;

/** What follows from one interaction. */
public sealed interface Assembled {
    /** A trajectory is complete, or will not get any more complete. */
    record Closed(Trajectory trajectory) implements Assembled {}

    /** Feedback about a trajectory that was closed before. */
    record Late(Interaction feedback) implements Assembled {}

    /** The event cannot be used. */
    record Refused(Interaction event, DeadLetterReason reason, String detail) implements Assembled {}
}

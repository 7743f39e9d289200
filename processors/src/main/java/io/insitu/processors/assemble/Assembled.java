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

    /** A limit was reached; said once, until there is plenty of room again. */
    record Full(String detail) implements Assembled {
        static Full ofOpen(AssembleConfig config) {
            return new Full(
                    config.maxOpen() + " trajectories are open and there is room for no more: the one nearest to its "
                            + "idle close is closed as it stands, for each that begins");
        }

        static Full ofClosed(AssembleConfig config) {
            return new Full(config.maxClosed()
                    + " closed trajectories are remembered and there is room for no more: the oldest "
                    + "are forgotten before their " + config.rememberMs()
                    + " ms of log time are over, and what is told of "
                    + "them from then on, late feedback too, is one more attempt of that name, which is passed over");
        }
    }
}

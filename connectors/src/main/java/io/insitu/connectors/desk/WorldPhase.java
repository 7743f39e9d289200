package io.insitu.connectors.desk;

import java.util.Locale;

/** Before or after the world's drift. */
public enum WorldPhase {
    BEFORE,
    AFTER;

    /** The phase of one episode of a run of the given length. */
    public static WorldPhase of(World world, long episode, long total) {
        return episode < Math.round(world.drift().at() * total) ? BEFORE : AFTER;
    }

    /** As written in task ids. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static WorldPhase parse(String word) {
        for (WorldPhase phase : values()) {
            if (phase.word().equals(word)) {
                return phase;
            }
        }
        throw new IllegalArgumentException("phase '" + word + "' is unknown: say before or after");
    }
}

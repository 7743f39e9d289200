package io.insitu.processors.recall;

import io.insitu.schemas.event.Utility;

/** How the utility of an entry follows from its uses: Q + alpha (r - Q), r 1 for success and 0 for failure. */
public final class UtilityBook {
    private final double alpha;

    public UtilityBook(double alpha) {
        this.alpha = alpha;
    }

    /** After an attempt that followed it. */
    public Utility used(Utility before, boolean success) {
        double reward = success ? 1 : 0;
        return Utility.newBuilder(before)
                .setQ(before.getQ() + alpha * (reward - before.getQ()))
                .setUses(before.getUses() + 1)
                .setWins(before.getWins() + (success ? 1 : 0))
                .build();
    }

    /** After an attempt it was withheld from: says nothing about it yet, but what happens without it. */
    public Utility withheld(Utility before, boolean success) {
        return Utility.newBuilder(before)
                .setWithheldUses(before.getWithheldUses() + 1)
                .setWithheldWins(before.getWithheldWins() + (success ? 1 : 0))
                .build();
    }

    /** Success with it minus success without it, by the draws; 0 while either is unknown. */
    public static double lift(Utility utility) {
        if (utility.getUses() == 0 || utility.getWithheldUses() == 0) {
            return 0;
        }
        return (double) utility.getWins() / utility.getUses()
                - (double) utility.getWithheldWins() / utility.getWithheldUses();
    }
}

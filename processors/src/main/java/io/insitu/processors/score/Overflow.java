package io.insitu.processors.score;

import io.insitu.processors.Refusals;
import io.insitu.processors.StageFact;

/** What is said when more is held than there is room for, and what gives way. */
final class Overflow {
    private Overflow() {}

    static StageFact ofOpenGroups(long atMs, ScoreConfig config) {
        return Refusals.limit(
                atMs,
                config.maxOpenGroups()
                        + " groups are open and there is room for no more: the one that waited longest is scored "
                        + "as it stands, for each that begins");
    }

    static StageFact ofClosedGroups(long atMs, ScoreConfig config) {
        return Refusals.limit(
                atMs,
                config.maxClosedAttempts()
                        + " attempts of closed groups are held and there is room for no more: the oldest are "
                        + "forgotten before their grace is over, and what is said of them from then on is refused");
    }

    static StageFact ofOneGroup(long atMs, String groupId, int attempts) {
        return Refusals.limit(
                atMs,
                "group " + groupId + " has " + attempts
                        + " attempts, as many as are compared: what is said of them from here on "
                        + "is refused, and who comes next under its name is of another group");
    }
}

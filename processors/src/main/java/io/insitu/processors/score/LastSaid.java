package io.insitu.processors.score;

import io.insitu.processors.Keys;
import io.insitu.processors.Memory;
import io.insitu.processors.StageFact;
import io.insitu.processors.score.ScoreMemory.Said;
import io.insitu.schemas.Digest;
import io.insitu.schemas.event.Experience;
import org.jspecify.annotations.Nullable;

/**
 * What was last said of each attempt whose group closed lately. What is said again is another version of the fact: it names the one it
 * takes the place of, so that whoever learnt from that one can follow, and count an attempt once.
 */
final class LastSaid {
    private final Memory<Said> said;

    LastSaid(Memory<Said> said) {
        this.said = said;
    }

    /** Whether this differs from what was said, in what anybody learns from. */
    boolean isNews(Experience next) {
        return !summary(next, "").equals(withoutId(said.get(key(next))));
    }

    /** Says it: a first version, or one that takes the place of another. */
    StageFact say(Experience next) {
        Said before = said.get(key(next));
        Experience version = before == null
                ? next
                : Experience.newBuilder(next)
                        .setExperienceId(Digest.of(
                                "version", before.experienceId(), next.getExperienceId(), Digest.of(next.getCauses())))
                        .setSupersedes(before.experienceId())
                        .setOutcomeBefore(before.outcome())
                        .build();
        said.put(key(next), summary(version, version.getExperienceId()));
        return new StageFact.Scored(version);
    }

    void forget(String lineage, String groupId) {
        said.startingWith(Keys.prefix(lineage, groupId)).forEach(entry -> said.delete(entry.key()));
    }

    private static Said summary(Experience one, String id) {
        return new Said(id, one.getOutcome(), one.getTotalReward(), one.getAdvantage(), one.getSuspicions());
    }

    private static @Nullable Said withoutId(@Nullable Said one) {
        return one == null ? null : new Said("", one.outcome(), one.total(), one.advantage(), one.suspicions());
    }

    private static String key(Experience one) {
        return Keys.of(
                one.getLineage(),
                one.getGroup().getGroupId(),
                one.getTrajectory().getTrajectoryId());
    }
}

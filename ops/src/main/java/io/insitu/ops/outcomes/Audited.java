package io.insitu.ops.outcomes;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.processors.score.OutcomeAudit;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Reward;
import io.insitu.schemas.event.Trajectory;
import java.util.List;

/**
 * One attempt and what became of its recorded reward.
 *
 * @param file where it was recorded: a path, or on the log the attribute {@code file}; empty: it was live
 * @param recorded the reward it came with
 * @param corrected the reward that what was done speaks for; the recorded one unless the attempt is suspect
 * @param suspicions empty: its recorded reward is believed
 */
record Audited(
        String lineage,
        String task,
        String trial,
        String file,
        String trajectory,
        double recorded,
        double corrected,
        List<String> suspicions) {
    Audited {
        suspicions = List.copyOf(suspicions);
    }

    static Audited of(Trajectory attempt, String file, OutcomeAudit.Opinion opinion) {
        double recorded = attempt.getOutcome() == OutcomeKind.SUCCESS ? 1 : -1;
        boolean suspect = !opinion.suspicions().isEmpty();
        return new Audited(
                attempt.getLineage(),
                attempt.getTaskId(),
                attempt.getAttributes().getOrDefault("trial", ""),
                file,
                attempt.getTrajectoryId(),
                recorded,
                suspect ? verdict(opinion) : recorded,
                opinion.suspicions().stream().map(Enum::name).toList());
    }

    private static double verdict(OutcomeAudit.Opinion opinion) {
        return opinion.passed() ? 1 : -1;
    }

    /** A scored attempt, as its experience tells it. */
    static Audited of(Experience experience) {
        Trajectory attempt = experience.getTrajectory();
        double recorded = experience.getRewards().isEmpty()
                ? 0
                : experience.getRewards().get(0).getValue();
        return new Audited(
                experience.getLineage(),
                attempt.getTaskId(),
                attempt.getAttributes().getOrDefault("trial", ""),
                attempt.getAttributes().getOrDefault("file", ""),
                attempt.getTrajectoryId(),
                recorded,
                experience.getSuspicions().isEmpty() ? recorded : verdict(experience),
                experience.getSuspicions());
    }

    private static double verdict(Experience experience) {
        return experience.getRewards().stream()
                .filter(reward -> reward.getSource().equals(OutcomeAudit.SOURCE))
                .mapToDouble(Reward::getValue)
                .findFirst()
                .orElse(0);
    }

    /** Whether what was done speaks for a reward at all. */
    static boolean verified(Experience experience) {
        return experience.getRewards().stream()
                .anyMatch(reward -> reward.getSource().equals(OutcomeAudit.SOURCE));
    }

    boolean suspect() {
        return !suspicions.isEmpty();
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("lineage", lineage).put("task", task).put("trial", trial).put("file", file);
        json.put("trajectory", trajectory).put("recorded", recorded).put("corrected", corrected);
        suspicions.forEach(json.putArray("suspicions")::add);
        return json;
    }
}

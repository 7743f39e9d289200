package io.insitu.ops.outcomes;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.processors.score.Disagreement;
import io.insitu.processors.score.OutcomeAudit;
import io.insitu.processors.score.OutcomeAudit.Check;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Reward;
import io.insitu.schemas.event.Trajectory;
import java.util.List;

/**
 * One graded attempt and what became of its recorded reward.
 *
 * @param file where it was recorded: a path, or on the log the attribute {@code file}; empty: it was live
 * @param check what was done, compared with what its task expects
 * @param recorded the reward it came with
 * @param corrected the reward that what was done speaks for, 0 where nobody knows; the recorded one unless the attempt is suspect
 * @param suspicions empty: its recorded reward is believed, or that of who knows better
 * @param disagreement who contradicts whom
 */
record Audited(
        String lineage,
        String task,
        String trial,
        String file,
        String trajectory,
        Check check,
        double recorded,
        double corrected,
        List<String> suspicions,
        Disagreement disagreement) {
    Audited {
        suspicions = List.copyOf(suspicions);
    }

    static Audited of(Trajectory attempt, String file, OutcomeAudit.Opinion opinion) {
        double recorded = attempt.getOutcome() == OutcomeKind.SUCCESS ? 1 : -1;
        boolean suspect = !opinion.suspicions().isEmpty();
        return of(
                attempt,
                file,
                opinion.check(),
                recorded,
                suspect ? reward(opinion.check()) : recorded,
                opinion.suspicions().stream().map(Enum::name).toList());
    }

    /** A scored attempt, as its experience tells it. */
    static Audited of(Experience experience) {
        Trajectory attempt = experience.getTrajectory();
        double recorded = experience.getRewards().isEmpty()
                ? 0
                : experience.getRewards().get(0).getValue();
        Check check = check(experience);
        return of(
                attempt,
                attempt.getAttributes().getOrDefault("file", ""),
                check,
                recorded,
                experience.getSuspicions().isEmpty() ? recorded : reward(check),
                experience.getSuspicions());
    }

    private static Audited of(
            Trajectory attempt, String file, Check check, double recorded, double corrected, List<String> suspicions) {
        return new Audited(
                attempt.getLineage(),
                attempt.getTaskId(),
                attempt.getAttributes().getOrDefault("trial", ""),
                file,
                attempt.getTrajectoryId(),
                check,
                recorded,
                corrected,
                suspicions,
                Disagreement.about(attempt));
    }

    private static double reward(Check check) {
        return switch (check) {
            case PASSED -> 1;
            case FAILED -> -1;
            case IMPOSSIBLE -> 0;
        };
    }

    private static Check check(Experience experience) {
        return experience.getRewards().stream()
                .filter(reward -> reward.getSource().equals(OutcomeAudit.SOURCE))
                .map(Reward::getValue)
                .findFirst()
                .map(value -> value > 0 ? Check.PASSED : Check.FAILED)
                .orElse(Check.IMPOSSIBLE);
    }

    boolean suspect() {
        return !suspicions.isEmpty();
    }

    /** Whether sources contradict each other and one that knows better is believed. */
    boolean settled() {
        return !suspect() && !disagreement.against().isEmpty();
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("lineage", lineage).put("task", task).put("trial", trial).put("file", file);
        json.put("trajectory", trajectory).put("recorded", recorded).put("corrected", corrected);
        suspicions.forEach(json.putArray("suspicions")::add);
        if (!disagreement.against().isEmpty()) {
            json.put("believed", disagreement.by());
            disagreement.against().forEach(json.putArray("against")::add);
        }
        return json;
    }
}

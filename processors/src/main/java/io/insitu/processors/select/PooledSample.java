package io.insitu.processors.select;

import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.Method;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Sample;
import io.insitu.schemas.event.Trajectory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An experience as the trainer needs it: tokens, and which of them were the policy's own and are to be learnt from. */
public record PooledSample(
        String experienceId,
        String trajectoryId,
        String taskId,
        boolean success,
        List<Integer> tokens,
        List<Boolean> mask,
        List<Float> logProbs,
        @Nullable List<Float> credits,
        double reward,
        double advantage,
        double successRate,
        @Nullable List<Stretch> drawn) {

    public PooledSample {
        credits = credits == null ? List.of() : credits; // what was pooled before there were any
        drawn = drawn == null ? List.of() : drawn; // likewise: by nobody knows whom
    }

    static PooledSample of(Experience experience, Method method) {
        Trajectory attempt = experience.getTrajectory();
        TrainingView view = TrainingView.of(experience, method == Method.SFT);
        int size = experience.getGroup().getSize();
        return new PooledSample(
                experience.getExperienceId(),
                attempt.getTrajectoryId(),
                attempt.getTaskId(),
                experience.getOutcome() == OutcomeKind.SUCCESS,
                view.tokens(),
                view.mask(),
                view.logProbs(),
                method == Method.GRPO ? view.credits() : List.of(),
                experience.getTotalReward(),
                experience.getAdvantage(),
                size == 0 ? 0 : (double) experience.getGroup().getSuccesses() / size,
                view.drawn());
    }

    boolean teaches() {
        return mask.contains(true);
    }

    Sample sample(boolean replayed) {
        return Sample.newBuilder()
                .setTrajectoryId(trajectoryId)
                .setTaskId(taskId)
                .setTokens(tokens)
                .setMask(mask)
                .setLogProbs(logProbs)
                .setReward(reward)
                .setAdvantage(advantage)
                .setGroupSuccessRate(successRate)
                .setReplayed(replayed)
                // What a step was worth was measured against a group of long ago.
                .setCredits(replayed || credits == null ? List.of() : credits)
                .setDrawn(
                        drawn == null
                                ? List.of()
                                : drawn.stream().map(Stretch::drawn).toList())
                .build();
    }
}

package io.insitu.processors.select;

import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.Generation;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Sample;
import io.insitu.schemas.event.Trajectory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** An experience as the trainer needs it: tokens, and which of them were the policy's own and are to be learnt from. */
public record PooledSample(
        String experienceId,
        String trajectoryId,
        String taskId,
        boolean success,
        List<Integer> tokens,
        List<Boolean> mask,
        List<Float> logProbs,
        double reward,
        double advantage,
        double successRate) {

    static PooledSample of(Experience experience) {
        Trajectory attempt = experience.getTrajectory();
        List<Integer> tokens = new ArrayList<>();
        List<Boolean> mask = new ArrayList<>();
        List<Float> logProbs = new ArrayList<>();
        for (int i = 0; i < attempt.getSteps().size(); i++) {
            if (attempt.getSteps().get(i) instanceof Generation generation) {
                int prompt = generation.getPromptTokens().size();
                int made = generation.getTokens().size();
                boolean imitable = experience.getStepMask().get(i);
                tokens.addAll(generation.getPromptTokens());
                mask.addAll(Collections.nCopies(prompt, false));
                logProbs.addAll(Collections.nCopies(prompt, 0f));
                tokens.addAll(generation.getTokens());
                mask.addAll(Collections.nCopies(made, imitable));
                logProbs.addAll(
                        imitable && generation.getLogProbs().size() == made
                                ? generation.getLogProbs()
                                : Collections.nCopies(made, 0f));
            }
        }
        int size = experience.getGroup().getSize();
        return new PooledSample(
                experience.getExperienceId(),
                attempt.getTrajectoryId(),
                attempt.getTaskId(),
                experience.getOutcome() == OutcomeKind.SUCCESS,
                tokens,
                mask,
                logProbs,
                experience.getTotalReward(),
                experience.getAdvantage(),
                size == 0 ? 0 : (double) experience.getGroup().getSuccesses() / size);
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
                .build();
    }
}

package io.insitu.connectors.exporting;

import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.Generation;
import io.insitu.schemas.event.Trajectory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An experience without the failed tries that the attempt put right itself, as if each correction had come first: what our own
 * training makes of an attempt that is imitated. The correction then answers the prompt of the try; what it was given in truth, the refusal
 * included, is gone, and with it its log-probabilities, which were of that prompt.
 */
public final class Purified {
    private Purified() {}

    /** The very same where nothing is left out. */
    public static Experience of(Experience one) {
        if (!one.getStepReplaced().contains(true)) {
            return one;
        }
        Trajectory attempt = one.getTrajectory();
        List<Object> steps = new ArrayList<>();
        List<Integer> tried = null;
        for (int i = 0; i < attempt.getSteps().size(); i++) {
            Object step = attempt.getSteps().get(i);
            boolean replaced = replaced(one, i);
            if (replaced && step instanceof Generation generation) {
                tried = tried == null ? generation.getPromptTokens() : tried;
            } else if (!replaced) {
                steps.add(step instanceof Generation generation ? answering(tried, generation) : step);
                tried = step instanceof Generation ? null : tried;
            }
        }
        return Experience.newBuilder(one)
                .setTrajectory(Trajectory.newBuilder(attempt).setSteps(steps).build())
                .setStepMask(kept(one, one.getStepMask()))
                .setStepCredits(kept(one, one.getStepCredits()))
                .setStepReplaced(kept(one, one.getStepReplaced()))
                .build();
    }

    /**
     * @param prompt of the try it takes the place of; null: of none
     */
    private static Generation answering(@Nullable List<Integer> prompt, Generation correction) {
        return prompt == null
                ? correction
                : Generation.newBuilder(correction)
                        .setPromptTokens(prompt)
                        .setLogProbs(List.of())
                        .build();
    }

    private static <T> List<T> kept(Experience one, List<T> ofEachStep) {
        List<T> kept = new ArrayList<>();
        for (int i = 0; i < ofEachStep.size(); i++) {
            if (!replaced(one, i)) {
                kept.add(ofEachStep.get(i));
            }
        }
        return kept;
    }

    private static boolean replaced(Experience one, int step) {
        return step < one.getStepReplaced().size() && one.getStepReplaced().get(step);
    }
}

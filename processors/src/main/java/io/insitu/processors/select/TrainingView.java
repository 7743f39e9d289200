package io.insitu.processors.select;

import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.Generation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * An experience as it is learnt from: its tokens, and which of them were the policy's own and are to be learnt from. Prompts are
 * never targets, and with them nothing a tool returned, a user said or anybody looked up; nor is a wrong step.
 *
 * <p>Purified, a failed try is left out, and what follows it up to the attempt's own correction:
 *
 * <pre>
 *  as it was   prompt, TRY, refusal and prompt, CORRECTION, result ...
 *  as learnt   prompt, CORRECTION, result ...
 * </pre>
 *
 * <p>The correction was sampled after the try, so its log-probabilities are not those it has here: purified views are for
 * methods that do not ask for them.
 *
 * @param credits the advantage of each target; 0 elsewhere
 * @param drawn which policy drew the targets, where that is known. A call at another temperature than 1 is drawn by none: its
 *     log-probabilities are the policy's, its choices are sharper or flatter
 */
record TrainingView(
        List<Integer> tokens, List<Boolean> mask, List<Float> logProbs, List<Float> credits, List<Stretch> drawn) {
    static TrainingView of(Experience experience, boolean purified) {
        TrainingView view = new TrainingView(
                new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        String base = experience.getTrajectory().getBaseModelId();
        List<Object> steps = experience.getTrajectory().getSteps();
        boolean whole = true;
        boolean behindTry = false;
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) instanceof Generation generation) {
                List<Float> credits = experience.getStepCredits();
                boolean left = purified
                        && i < experience.getStepReplaced().size()
                        && experience.getStepReplaced().get(i);
                if (!behindTry) {
                    view.add(generation.getPromptTokens(), List.of(), false, 0);
                }
                boolean target = experience.getStepMask().get(i);
                whole &= !left;
                if (whole && target && isOf(base, generation)) {
                    view.drawn.add(new Stretch(
                            generation.getAdapterId(),
                            view.tokens.size(),
                            generation.getTokens().size()));
                }
                if (!left) {
                    view.add(
                            generation.getTokens(),
                            generation.getLogProbs(),
                            target,
                            i < credits.size() ? credits.get(i) : 0);
                }
                behindTry = left;
            }
        }
        return view;
    }

    /** Whether the log tells that this base, alone or with the adapter that is named, drew these tokens just so. */
    private static boolean isOf(String base, Generation generation) {
        return !base.isEmpty()
                && base.equals(generation.getBaseModelId())
                && generation.getTemperature() == 1
                && !generation.getTokens().isEmpty()
                && generation.getLogProbs().size() == generation.getTokens().size();
    }

    private void add(List<Integer> more, List<Float> probabilities, boolean target, float credit) {
        tokens.addAll(more);
        mask.addAll(Collections.nCopies(more.size(), target));
        logProbs.addAll(
                target && probabilities.size() == more.size() ? probabilities : Collections.nCopies(more.size(), 0f));
        credits.addAll(Collections.nCopies(more.size(), target ? credit : 0f));
    }
}

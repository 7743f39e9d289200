package io.insitu.trainer.worker;

import io.insitu.trainer.run.Attempt;
import io.insitu.trainer.step.Example;
import io.insitu.trainer.step.LoraTraining;
import java.util.ArrayList;
import java.util.List;

/**
 * Targets of which nobody recorded how likely they were when they were drawn. A batch has 0 there, the logarithm of certainty, and
 * a ratio to certainty would teach nonsense: the policy that training starts from is taken for their sampler. They are found call
 * by call: a stretch of targets that are all 0 and not known to be drawn by that policy.
 */
final class Unrecorded {
    private Unrecorded() {}

    /** The same attempts, each of one example; those that miss nothing stay as they are. */
    static List<Attempt> filled(LoraTraining training, List<Attempt> attempts) {
        List<Example> lacking = new ArrayList<>();
        for (Attempt attempt : attempts) {
            if (lacks(attempt)) {
                lacking.add(attempt.examples().get(0));
            }
        }
        if (lacking.isEmpty()) {
            return attempts;
        }
        List<float[]> now = training.logProbs(lacking);
        List<Attempt> filled = new ArrayList<>();
        int next = 0;
        for (Attempt attempt : attempts) {
            filled.add(lacks(attempt) ? filled(attempt, now.get(next++)) : attempt);
        }
        return filled;
    }

    private static Attempt filled(Attempt attempt, float[] now) {
        Example example = attempt.examples().get(0);
        float[] old = new float[example.length()];
        for (int t = 0; t < old.length; t++) {
            old[t] = example.oldLogProb(t);
        }
        for (int t : missing(example)) {
            old[t] = now[t];
        }
        return attempt.with(List.of(example.withOld(old)));
    }

    private static boolean lacks(Attempt attempt) {
        return !missing(attempt.examples().get(0)).isEmpty();
    }

    private static List<Integer> missing(Example example) {
        List<Integer> missing = new ArrayList<>();
        List<Integer> stretch = new ArrayList<>();
        boolean recorded = false;
        for (int t = 0; t <= example.length(); t++) {
            if (t < example.length() && example.isTarget(t)) {
                stretch.add(t);
                recorded |= example.oldLogProb(t) != 0 || example.isOwn(t);
                continue;
            }
            missing.addAll(recorded ? List.of() : stretch);
            stretch.clear();
            recorded = false;
        }
        return missing;
    }
}

package io.insitu.ops.train;

import io.insitu.trainer.run.Attempt;
import io.insitu.trainer.step.Example;
import io.insitu.trainer.step.LoraTraining;
import java.util.ArrayList;
import java.util.List;

/** Attempts that do not say under which log-probabilities they were sampled: by the policy the run starts with, then. */
final class Samplers {
    private Samplers() {}

    static List<Attempt> of(LoraTraining training, List<Attempt> attempts) {
        List<Example> examples = attempts.stream().map(a -> a.examples().get(0)).toList();
        List<float[]> now = training.logProbs(examples);
        List<Attempt> sampled = new ArrayList<>();
        for (int i = 0; i < attempts.size(); i++) {
            Example example = examples.get(i).withOld(now.get(i));
            Attempt attempt = attempts.get(i);
            sampled.add(attempt.with(List.of(example)));
        }
        return sampled;
    }
}

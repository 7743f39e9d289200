package io.insitu.trainer.run;

import io.insitu.trainer.step.Example;
import java.util.List;

/**
 * What is learnt from together: one sequence, or a chosen and a rejected one.
 *
 * @param reward of a sampled attempt; 0 otherwise
 * @param groupMean mean reward of its group; 0 otherwise
 */
public record Attempt(List<Example> examples, double reward, double groupMean) {
    public Attempt {
        examples = List.copyOf(examples);
    }

    /** Without a reward: imitated, or a pair. */
    public static Attempt of(Example... examples) {
        return new Attempt(List.of(examples), 0, 0);
    }

    Attempt with(List<Example> changed) {
        return new Attempt(changed, reward, groupMean);
    }
}

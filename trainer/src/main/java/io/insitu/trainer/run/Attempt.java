package io.insitu.trainer.run;

import io.insitu.trainer.step.Example;
import java.util.List;

/**
 * What is learnt from together: one sequence, or a chosen and a rejected one.
 *
 * @param name where it comes from, for complaints; empty: nobody said
 * @param reward of a sampled attempt; 0 otherwise
 * @param groupMean mean reward of its group; 0 otherwise
 */
public record Attempt(String name, List<Example> examples, double reward, double groupMean) {
    public Attempt {
        examples = List.copyOf(examples);
    }

    /** Of which nobody said where it comes from. */
    public Attempt(List<Example> examples, double reward, double groupMean) {
        this("", examples, reward, groupMean);
    }

    /** Without a reward: imitated, or a pair. */
    public static Attempt of(Example... examples) {
        return new Attempt(List.of(examples), 0, 0);
    }

    Attempt with(List<Example> changed) {
        return new Attempt(name, changed, reward, groupMean);
    }

    /** The same, and where it comes from. */
    public Attempt named(String origin) {
        return new Attempt(origin, examples, reward, groupMean);
    }
}

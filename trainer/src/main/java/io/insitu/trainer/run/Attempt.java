package io.insitu.trainer.run;

import io.insitu.trainer.step.Example;
import java.util.List;

/**
 * What is learnt from together: one sequence, or a chosen and a rejected one.
 *
 * @param name where it comes from, for complaints, unique in its data; empty: nobody said
 * @param group of attempts at the same task that it was compared with; empty: nobody said
 * @param reward of a sampled attempt; 0 otherwise
 * @param groupMean mean reward of its group; 0 otherwise
 * @param replayed learnt from once more, with weights that say how much that counts
 */
public record Attempt(
        String name, String group, List<Example> examples, double reward, double groupMean, boolean replayed) {
    public Attempt {
        examples = List.copyOf(examples);
    }

    /** Sampled; of which nobody said where it comes from. */
    public Attempt(List<Example> examples, double reward, double groupMean) {
        this("", "", examples, reward, groupMean, false);
    }

    /** Without a reward: imitated, or a pair. */
    public static Attempt of(Example... examples) {
        return new Attempt(List.of(examples), 0, 0);
    }

    /** The same of other examples. */
    public Attempt with(List<Example> changed) {
        return new Attempt(name, group, changed, reward, groupMean, replayed);
    }

    /** The same, and where it comes from. */
    public Attempt named(String origin) {
        return new Attempt(origin, group, examples, reward, groupMean, replayed);
    }

    /** The same, and with whom it was compared. */
    public Attempt inGroup(String of) {
        return new Attempt(name, of, examples, reward, groupMean, replayed);
    }

    /** The same, not for the first time. */
    public Attempt again() {
        return new Attempt(name, group, examples, reward, groupMean, true);
    }
}

package io.insitu.ops.train;

import io.insitu.ops.UserError;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.model.LoraLayout;
import io.insitu.trainer.run.Attempt;
import io.insitu.trainer.run.Recipe;
import io.insitu.trainer.step.Example;
import io.insitu.trainer.step.LoraSchedule;
import io.insitu.trainer.step.LoraSpec;
import io.insitu.trainer.step.Parallelism;
import io.insitu.trainer.step.TrainingMemory;
import java.lang.management.ManagementFactory;
import java.util.List;

/** What a run will take, told apart from what this machine has before the first step, not by running out of it. */
final class TrainPlan {
    /** A report of every step is kept and written: more of them do not fit into memory. */
    static final long MOST_STEPS = 100_000;

    private TrainPlan() {}

    /** How many steps there will be. */
    static int steps(Recipe recipe, int attempts) {
        long steps = new LoraSchedule(recipe.epochs(), recipe.perStep(), recipe.seed()).planned(attempts);
        if (steps > MOST_STEPS) {
            throw UserError.usage("--epochs " + recipe.epochs() + " over " + attempts + " examples, " + recipe.perStep()
                    + " a step, are " + steps + " steps; at most " + MOST_STEPS
                    + " fit into a run: give fewer --epochs or a larger --batch");
        }
        return (int) steps;
    }

    /**
     * Refuses what will not fit into the machine, or into the Java heap.
     *
     * @param here whether it is this machine's memory that is trained in, not a device's
     */
    static void mustFit(
            ModelConfig config, LoraSpec spec, Recipe recipe, List<Attempt> attempts, int threads, boolean here) {
        long numbers = new LoraLayout(config, spec.rank(), 1, spec.targetModules())
                .space()
                .size();
        if (numbers > Integer.MAX_VALUE) {
            throw refusal(spec, recipe, "needs " + numbers + " numbers, an adapter has at most " + Integer.MAX_VALUE);
        }
        int longest = 1;
        for (Attempt attempt : attempts) {
            for (Example example : attempt.examples()) {
                longest = Math.max(longest, example.length());
            }
        }
        long again = Math.min(recipe.replay(), (long) recipe.epochs() * attempts.size()); // each pass remembers anew
        long sequences = (Math.min(recipe.perStep(), attempts.size()) + again)
                * attempts.get(0).examples().size();
        TrainingMemory memory = TrainingMemory.of(
                config,
                spec,
                Parallelism.of(threads),
                (int) Math.min(Integer.MAX_VALUE, sequences * longest),
                longest,
                recipe.loss());
        long machine = machineBytes();
        if (here && memory.total() > machine) {
            throw refusal(
                    spec, recipe, "needs about " + (memory.total() >> 20) + " MB, this machine has " + (machine >> 20));
        }
        long heap = Runtime.getRuntime().maxMemory() / 4 * 3; // the rest is for moving them about
        if (memory.heap() > heap) {
            throw refusal(
                    spec,
                    recipe,
                    "needs about " + (memory.heap() >> 20) + " MB of Java heap, of which there are " + (heap >> 20)
                            + " (INSITU_HEAP sets it)");
        }
    }

    private static UserError refusal(LoraSpec spec, Recipe recipe, String need) {
        return UserError.usage(
                "--rank " + spec.rank() + " on " + spec.targetModules().size() + " modules of every layer "
                        + (recipe.replay() > 0 ? "with --replay " + recipe.replay() + " " : "") + need
                        + "; give a smaller --rank, --batch " + (recipe.replay() > 0 ? "or --replay, " : "")
                        + "or fewer --targets");
    }

    private static long machineBytes() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getTotalMemorySize();
    }
}

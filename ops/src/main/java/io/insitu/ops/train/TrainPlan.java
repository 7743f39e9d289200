package io.insitu.ops.train;

import io.insitu.ops.UserError;
import io.insitu.ops.modelcli.ThisMachine;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.model.LoraLayout;
import io.insitu.trainer.run.Attempt;
import io.insitu.trainer.run.Recipe;
import io.insitu.trainer.step.Example;
import io.insitu.trainer.step.LoraSchedule;
import io.insitu.trainer.step.LoraSpec;
import io.insitu.trainer.step.Parallelism;
import io.insitu.trainer.step.TrainingMemory;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
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
     * Refuses what will not fit into the machine, or into the Java heap: by its line where one sequence alone is too long,
     * since then no option helps.
     *
     * @param data where the attempts come from
     * @param here whether it is this machine's memory that is trained in, not a device's
     */
    static void mustFit(
            Path data,
            ModelConfig config,
            LoraSpec spec,
            Recipe recipe,
            List<Attempt> attempts,
            int threads,
            boolean here) {
        long numbers = new LoraLayout(config, spec.rank(), 1, spec.targetModules())
                .space()
                .size();
        if (numbers > Integer.MAX_VALUE) {
            throw UserError.usage(asked(spec, recipe) + "needs " + numbers + " numbers, an adapter has at most "
                    + Integer.MAX_VALUE + "; " + less(recipe));
        }
        Attempt longest = Collections.max(attempts, Comparator.comparingInt(TrainPlan::length));
        int length = length(longest);
        long again = Math.min(recipe.replay(), attempts.size()); // an attempt is remembered once, in whatever pass
        int together = longest.examples().size();
        long sequences = (Math.min(recipe.perStep(), attempts.size()) + again) * together;
        int tokens = (int) Math.min(Integer.MAX_VALUE, sequences * length);
        TrainingMemory memory = TrainingMemory.of(config, spec, Parallelism.of(threads), tokens, length, recipe.loss());
        long machine = ThisMachine.bytes();
        String from = longest.name().isEmpty() ? "" : ", in " + longest.name();
        String advice = less(recipe) + ", or shorter sequences: the longest has " + length + " tokens" + from;
        if (here && memory.total() > machine) {
            TrainingMemory alone =
                    TrainingMemory.of(config, spec, Parallelism.of(1), together * length, length, recipe.loss());
            TrainingMemory least = TrainingMemory.of(config, spec, Parallelism.of(1), together, 1, recipe.loss());
            if (alone.total() > machine && least.total() <= machine) {
                throw new UserError(data
                        + (longest.name().isEmpty() ? "" : ":" + longest.name().replace("line ", ""))
                        + ": one sequence of " + length + " tokens needs about " + (alone.total() >> 20)
                        + " MB, this machine has " + (machine >> 20) + "; give shorter sequences");
            }
            throw UserError.usage(asked(spec, recipe) + "needs about " + (memory.total() >> 20)
                    + " MB, this machine has " + (machine >> 20) + "; " + advice);
        }
        long heap = ThisMachine.heap();
        if (memory.heap() > heap) {
            throw UserError.usage(asked(spec, recipe) + "needs about " + (memory.heap() >> 20)
                    + " MB of Java heap, of which there are " + (heap >> 20) + " (INSITU_HEAP sets it); " + advice);
        }
    }

    private static int length(Attempt attempt) {
        return attempt.examples().stream().mapToInt(Example::length).max().orElse(1);
    }

    private static String asked(LoraSpec spec, Recipe recipe) {
        return "--rank " + spec.rank() + " on " + spec.targetModules().size() + " modules of every layer "
                + (recipe.replay() > 0 ? "with --replay " + recipe.replay() + " " : "");
    }

    private static String less(Recipe recipe) {
        return "give a smaller --rank, --batch " + (recipe.replay() > 0 ? "or --replay, " : "") + "or fewer --targets";
    }
}

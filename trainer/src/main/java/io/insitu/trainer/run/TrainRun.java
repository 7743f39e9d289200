package io.insitu.trainer.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.trainer.step.Example;
import io.insitu.trainer.step.LoraSchedule;
import io.insitu.trainer.step.LoraTraining;
import io.insitu.trainer.step.SequenceMean;
import io.insitu.trainer.step.StepReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Steps through a recipe's data, from the start or from a checkpoint, to the same adapter either way. */
public final class TrainRun {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Recipe recipe;
    private final LoraTraining training;
    private final @Nullable Checkpoint checkpoint;

    /** Told of every step as it is done. */
    @FunctionalInterface
    public interface Listener {
        void done(StepReport report, int steps);

        /** Told before the first step, where an earlier run did those before this one. */
        default void goesOn(int step, int steps) {}

        /** Told then, where another engine did those steps: what comes of both is not what either would make alone. */
        default void changed(EngineSteps before, String now) {}

        /** Told at the end: who did which steps, in order. */
        default void trained(List<EngineSteps> engines) {}

        /** Told before the first step, where tokens are known to have been drawn by the policy the run starts from. */
        default void compared(OnPolicy found) {}
    }

    /** @param training starts where the run starts: at the parent adapter, or at a fresh one */
    public TrainRun(Recipe recipe, LoraTraining training, @Nullable Checkpoint checkpoint) {
        this.recipe = recipe;
        this.training = training;
        this.checkpoint = checkpoint;
    }

    /**
     * All steps; returns what each of them said, those before an interruption included.
     *
     * @param name of the data, for complaints
     * @throws OffPolicyException data that is known, or was declared, to be the starting policy's own is not
     * @throws DivergedException the last steps changed nothing, because nothing was finite any more
     */
    public List<StepReport> run(String name, List<Attempt> data, Listener listener) throws IOException {
        compareWithOwn(name, data, listener);
        LoraSchedule schedule = new LoraSchedule(recipe.epochs(), recipe.perStep(), recipe.seed());
        int steps = schedule.steps(data.size());
        Iterator<List<Attempt>> batches = schedule.batches(prepared(data)).iterator();
        Replay replay = new Replay(recipe.replay(), recipe.replayWarmUp());
        List<StepReport> reports = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        int done = resume(reports);
        if (done > 0) {
            listener.goesOn(done + 1, steps);
        }
        String engine = training.engineName();
        List<EngineSteps> engines = checkpoint == null ? List.of() : checkpoint.engines(done);
        if (!engines.isEmpty() && !engines.get(engines.size() - 1).engine().equals(engine)) {
            listener.changed(engines.get(engines.size() - 1), engine);
        }
        for (int step = 1; step <= steps; step++) {
            List<Attempt> batch = batches.next();
            if (step > done) {
                StepReport report = training.step(assembled(batch, replay, step));
                reports.add(report);
                lines.add(JSON.writeValueAsString(report));
                if (checkpoint != null && step % recipe.checkpointEvery() == 0 && step < steps) {
                    checkpoint.keep(training.state(), lines, engine);
                    lines.clear();
                }
                listener.done(report, steps);
            }
            if (recipe.replay() > 0) {
                replay.remember(batch);
            }
        }
        DivergedException.check(name, reports);
        listener.trained(EngineSteps.then(engines, engine, done + 1, steps));
        return reports;
    }

    /**
     * What is on-policy is compared before anything is learnt: all of the data where that was declared, and what says of itself
     * that the policy drew it which starts here. The latter is only told where less than float32 computes: there a ratio of 1 is
     * farther from 1 than a mistake need be.
     */
    private void compareWithOwn(String name, List<Attempt> data, Listener listener) {
        List<Attempt> own = recipe.onPolicy() ? data : OnPolicy.saidBy(data);
        if (own.isEmpty()) {
            return;
        }
        List<OnPolicy.Wrong> wrong = new ArrayList<>();
        OnPolicy found = OnPolicy.of(own, training.logProbs(examples(own)), recipe.onPolicy(), wrong);
        if (!wrong.isEmpty() && (recipe.onPolicy() || training.inFloat32())) {
            throw new OffPolicyException(name, recipe.onPolicy(), wrong);
        }
        listener.compared(found);
    }

    private int resume(List<StepReport> reports) throws IOException {
        Optional<LoraTraining.State> state = checkpoint == null ? Optional.empty() : checkpoint.newest();
        if (checkpoint == null || state.isEmpty()) {
            return 0;
        }
        training.restore(state.get());
        for (String line : checkpoint.lines(state.get().steps())) {
            reports.add(report(line));
        }
        return state.get().steps();
    }

    private static StepReport report(String line) throws JsonProcessingException {
        return JSON.readValue(line, StepReport.class);
    }

    /** The base's log-probabilities are asked for once: the base does not learn. */
    private List<Attempt> prepared(List<Attempt> data) {
        if (!recipe.reference()) {
            return data;
        }
        List<Example> knowing = training.withReference(examples(data));
        List<Attempt> prepared = new ArrayList<>();
        int next = 0;
        for (Attempt attempt : data) {
            int end = next + attempt.examples().size();
            prepared.add(attempt.with(knowing.subList(next, end)));
            next = end;
        }
        return prepared;
    }

    private List<Example> assembled(List<Attempt> batch, Replay replay, int step) {
        List<Example> fresh = examples(batch.stream().filter(a -> !a.replayed()).toList());
        if (recipe.guardShare() > 0 && !fresh.isEmpty()) {
            fresh = new EntropyGuard(recipe.guardShare(), recipe.seed()).hold(fresh, training.logProbs(fresh), step);
        }
        List<Example> replayed = new ArrayList<>(
                examples(batch.stream().filter(Attempt::replayed).toList()));
        replayed.addAll(replay.again(step));
        return TwoMeans.of(mean(fresh), mean(replayed));
    }

    private List<Example> mean(List<Example> examples) {
        return recipe.sequenceMean() ? SequenceMean.weigh(examples) : examples;
    }

    private static List<Example> examples(List<Attempt> attempts) {
        return attempts.stream().flatMap(a -> a.examples().stream()).toList();
    }
}

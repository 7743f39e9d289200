package io.insitu.ops.bench.learn;

import io.insitu.connectors.serving.AgentRuntime;
import io.insitu.ops.demo.RuntimePolicy;
import io.insitu.trainer.run.TrainRun;
import io.insitu.trainer.step.BaseModel;
import io.insitu.trainer.step.LearningRate;
import io.insitu.trainer.step.LoraSpec;
import io.insitu.trainer.step.LoraTraining;
import io.insitu.trainer.step.Optimization;
import io.insitu.trainer.step.Parallelism;
import io.insitu.trainer.step.StepReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * One pupil, one method: in each round it works through tickets with what it is by now, and learns from that.
 *
 * @param learning desks it learns at
 * @param elsewhere desks it never learns at
 */
record Course(BaseModel base, AgentRuntime runtime, Desks learning, Desks elsewhere, Size size) {
    /**
     * How much of everything.
     *
     * @param rounds after which it should have learnt
     * @param longer so many times as many rounds are done altogether
     * @param tickets worked through in a round
     * @param attempts at each of them
     * @param exam tickets of an examination, at each kind of desk
     */
    record Size(int rounds, int longer, int tickets, int attempts, int exam) {}

    /**
     * How it stood after some rounds.
     *
     * @param learnt success on new tickets of the desks it learnt at
     * @param elsewhere success at desks it never learnt at
     * @param kl from the base and entropy, both as the last step of the round saw them
     */
    record Standing(int round, double learnt, double elsewhere, double kl, double entropy) {}

    /** Before any lesson. */
    Standing before(long seed) {
        return standing(0, AgentRuntime.BASE, seed, 0, 0);
    }

    /** After the rounds that should do, and after all. */
    List<Standing> taught(Lesson lesson, long seed) throws IOException {
        List<Standing> standings = new ArrayList<>();
        int all = size.rounds() * size.longer();
        try (LoraTraining training = LoraTraining.fresh(
                base,
                LoraSpec.everywhere(8, 16),
                seed,
                lesson.loss(),
                Optimization.lora(LearningRate.constant(lesson.rate())),
                Parallelism.of(1))) {
            StepReport last = null;
            for (int round = 1; round <= all; round++) {
                String adapter = runtime.load(training.adapter());
                List<List<Tried>> groups;
                try {
                    groups = learning.groups(
                            RuntimePolicy.pinned(runtime, adapter),
                            "learn-" + seed + "-" + round,
                            size.tickets(),
                            size.attempts());
                } finally {
                    runtime.release(adapter);
                }
                String name = String.format(Locale.ROOT, "%s, seed %d, round %d", lesson.method(), seed, round);
                var attempts = lesson.of(groups);
                if (!attempts.isEmpty()) { // when all groups agree there is nothing to tell good from bad by
                    List<StepReport> reports = new TrainRun(lesson.recipe(seed * 1000 + round), training, null)
                            .run(name, attempts, (report, steps) -> {});
                    last = reports.get(reports.size() - 1);
                }
                if (round == size.rounds() || round == all) {
                    String now = runtime.load(training.adapter());
                    double kl = last == null ? 0 : Objects.requireNonNullElse(last.kl(), 0.0);
                    double entropy = last == null ? 0 : last.entropy();
                    standings.add(standing(round, now, seed, kl, entropy));
                    runtime.release(now);
                }
            }
        }
        return standings;
    }

    private Standing standing(int round, String adapter, long seed, double kl, double entropy) {
        RuntimePolicy policy = RuntimePolicy.pinned(runtime, adapter);
        return new Standing(
                round,
                learning.success(policy, "exam-" + seed, size.exam()),
                elsewhere.success(policy, "exam-" + seed, size.exam()),
                kl,
                entropy);
    }
}

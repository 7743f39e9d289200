package io.insitu.trainer.step;

import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.engine.cpu.CpuEngines;
import java.lang.management.ManagementFactory;
import java.util.List;

/** Tokens per second of full training at the demo model's shape; run by hand: arguments are threads and shard tokens. */
final class FullTrainingBenchmark {
    private FullTrainingBenchmark() {}

    public static void main(String[] args) {
        int threads = args.length > 0 ? Integer.parseInt(args[0]) : 1;
        int shard = args.length > 1 ? Integer.parseInt(args[1]) : 1024;
        ModelConfig demo = ModelConfig.llama(320, 128, 5, 4, 2, 384, 512);
        List<Example> batch = Batches.random(1, 320, 90, 70, 110);
        try (FullTraining training = FullTraining.fresh(
                new CpuEngines(),
                demo,
                1,
                Optimization.full(LearningRate.constant(1e-3)),
                new Parallelism(threads, shard))) {
            for (int i = 0; i < 12; i++) {
                long start = System.nanoTime();
                long cpu = cpu();
                StepReport report = training.step(batch);
                double seconds = (System.nanoTime() - start) / 1e9;
                double busy = (cpu() - cpu) / 1e9;
                System.out.printf(
                        "step %d: %d tokens, loss %.3f, %.0f tok/s, %.0f tok per cpu second%n",
                        i, report.tokens(), report.loss(), report.tokens() / seconds, report.tokens() / busy);
            }
        }
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}

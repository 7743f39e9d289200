package io.insitu.trainer.step;

import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.engine.cpu.CpuEngines;
import io.insitu.trainer.loss.Nft;
import java.util.List;

/** Tokens per second of adapter training at the demo model's shape, rank 8 on all modules; run by hand. */
final class LoraTrainingBenchmark {
    private LoraTrainingBenchmark() {}

    public static void main(String[] args) {
        int threads = args.length > 0 ? Integer.parseInt(args[0]) : 1;
        List<Example> batch = Batches.judged(1, 320, 90, 70, 110, -5.7);
        try (BaseModel base = BaseModel.fresh(new CpuEngines(), ModelConfig.llama(320, 128, 5, 4, 2, 384, 512), 1);
                LoraTraining training = LoraTraining.fresh(
                        base,
                        LoraSpec.everywhere(8, 16),
                        1,
                        new Nft(),
                        Optimization.lora(LearningRate.constant(1e-3)),
                        Parallelism.of(threads))) {
            for (int i = 0; i < 10; i++) {
                long start = System.nanoTime();
                StepReport report = training.step(batch);
                double seconds = (System.nanoTime() - start) / 1e9;
                System.out.printf("step %d: %d tokens, %.0f tok/s%n", i, report.tokens(), report.tokens() / seconds);
            }
        }
    }
}

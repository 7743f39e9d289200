package io.insitu.ops.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.device.TrainingDevice;
import io.insitu.trainer.engine.cuda.Cuda;
import io.insitu.trainer.engine.cuda.DeviceReading;
import io.insitu.trainer.loss.MaskedSft;
import io.insitu.trainer.step.BaseModel;
import io.insitu.trainer.step.LearningRate;
import io.insitu.trainer.step.LoraSpec;
import io.insitu.trainer.step.LoraTraining;
import io.insitu.trainer.step.Optimization;
import io.insitu.trainer.step.Parallelism;
import io.insitu.trainer.step.StepWork;
import java.util.Arrays;

/** Training steps on a device, beside the speed of its large matrix products in the same run. */
record DeviceMeasure(ModelConfig config, int sequences, int steps) {
    private static final int WARM_UP = 2;

    ObjectNode run(TrainingDevice device) {
        LoraSpec spec = LoraSpec.everywhere(TrainMeasure.RANK, 2 * TrainMeasure.RANK);
        int tokens = sequences * TrainMeasure.SEQUENCE;
        double work = StepWork.perToken(config, TrainMeasure.RANK, TrainMeasure.SEQUENCE);
        double[] rates = new double[steps];
        long used;
        try (BaseModel base = BaseModel.random(device.backend(), config, 1);
                LoraTraining training = LoraTraining.fresh(
                        base,
                        spec,
                        1,
                        new MaskedSft(),
                        Optimization.lora(LearningRate.constant(1e-4)),
                        base.spread(spec, Parallelism.of(1)))) {
            var batch = TrainMeasure.batch(config, sequences);
            for (int i = -WARM_UP; i < steps; i++) {
                long start = System.nanoTime();
                training.step(batch);
                if (i >= 0) {
                    rates[i] = tokens / ((System.nanoTime() - start) / 1e9);
                }
            }
            used = Cuda.reading().map(DeviceReading::usedBytes).orElse(0L);
        }
        Arrays.sort(rates);
        double ceiling = device.fastestProducts().orElse(Double.NaN) / work;
        ObjectNode node = new ObjectMapper().createObjectNode();
        node.put("device", device.why().orElse(""));
        node.put("sequence", TrainMeasure.SEQUENCE);
        node.put("tokensPerStep", tokens);
        node.put("rank", TrainMeasure.RANK);
        node.put("flopPerToken", work);
        node.put("tokensPerSecond", rates[steps / 2]);
        node.put("ceilingTokensPerSecond", ceiling);
        node.put("shareOfCeiling", rates[steps / 2] / ceiling);
        node.put("deviceMb", used >> 20);
        return node;
    }
}

package io.insitu.trainer.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.schemas.model.SafetensorsFile;
import io.insitu.schemas.model.Tensor;
import io.insitu.schemas.model.TensorInfo;
import io.insitu.trainer.engine.cpu.CpuEngines;
import io.insitu.trainer.fixture.FixtureCases;
import io.insitu.trainer.fixture.FixtureRun;
import io.insitu.trainer.loss.Dpo;
import io.insitu.trainer.loss.Loss;
import io.insitu.trainer.loss.LossTally;
import io.insitu.trainer.loss.MaskedSft;
import io.insitu.trainer.loss.Targets;
import io.insitu.trainer.loss.TokenLoss;
import io.insitu.trainer.model.Backend;
import io.insitu.trainer.model.FloatWeights;
import io.insitu.trainer.step.BaseModel;
import io.insitu.trainer.step.Example;
import io.insitu.trainer.step.LearningRate;
import io.insitu.trainer.step.LoraTraining;
import io.insitu.trainer.step.Optimization;
import io.insitu.trainer.step.Parallelism;
import io.insitu.trainer.step.SequenceMean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The fixtures through the decoder of the device, on the host device: kernels by g++, products by the CPU engine from bf16 numbers. It
 * shows that the arithmetic is right to bf16, not that a GPU does it. Gradients are compared as one vector each.
 */
class CudaReferenceTest {
    /** Relative L2 of logits, of what was learnt, and of a gradient whose coefficients do not hang on the log-probabilities. */
    private static final double TENSORS = 3e-2;

    /** Of gradients whose coefficients follow log-probabilities that are a bf16 number's noise off. */
    private static final double JUDGED = 4e-2;

    private static final double LOSSES = 1e-2;

    private static final Parallelism PACKED = new Parallelism(1, 1 << 16);

    @ParameterizedTest
    @ValueSource(strings = {"tiny-llama", "tiny-qwen2", "tiny-llama3-sharded"})
    void everyCaseAgreesWithTheReference(String name) throws Exception {
        Path folder = folder(name);
        JsonNode expected = new ObjectMapper()
                .readTree(folder.resolve("expected.json").toFile())
                .path("values");
        SafetensorsFile reference = SafetensorsFile.open(folder.resolve("expected.safetensors"));
        try (HostDevice device = new HostDevice();
                FixtureRun run = FixtureRun.of(layout -> new CudaWeights(device, layout), folder)) {
            assertThat(run.tensors().keySet())
                    .containsExactlyElementsOf(
                            reference.tensors().stream().map(TensorInfo::name).toList());
            Map<String, Double> errors = relative(run.tensors(), reference);
            System.out.println(name + " in bf16: " + errors);
            errors.forEach((group, error) -> {
                // A clip is a step: a ratio within bf16 noise of it falls on either side, and a whole token comes or
                // goes. The
                // gradient of GRPO is compared below, where everybody clips alike.
                if (!group.startsWith("grpo")) {
                    boolean judged = group.startsWith("dpo") || group.startsWith("nft");
                    assertThat(error).as(group).isLessThan(judged ? JUDGED : TENSORS);
                }
            });
            assertThat(losses(name, run.json().path("values"), expected)).isGreaterThan(10);
        }
    }

    /**
     * All losses, with coefficients from the log-probabilities that the CPU engine finds: what is left is the decoder's arithmetic.
     * Against float64 there is also what rounding the base to bf16 does; against float32 on the rounded base there is not.
     */
    @ParameterizedTest
    @ValueSource(strings = {"tiny-llama", "tiny-qwen2", "tiny-llama3-sharded"})
    void gradientsOfGivenCoefficientsAgreeWithTheReference(String name) throws Exception {
        Path folder = folder(name);
        FixtureCases cases = FixtureCases.read(folder);
        SafetensorsFile reference = SafetensorsFile.open(folder.resolve("expected.safetensors"));
        for (boolean rounded : new boolean[] {false, true}) {
            Map<String, Double> errors = new TreeMap<>();
            Backend cpu = rounded ? RoundedWeights::new : layout -> new FloatWeights(new CpuEngines(), layout);
            try (HostDevice device = new HostDevice();
                    BaseModel exact = BaseModel.read(cpu, folder);
                    BaseModel base = BaseModel.read((Backend) layout -> new CudaWeights(device, layout), folder)) {
                Told told = new Told(folder, exact, base, rounded ? null : reference, errors);
                List<Example> groups = told.knowing(cases.groups("grpo"));
                told.check("dpo", new Dpo(cases.dpoBeta()), told.knowing(cases.dpo()));
                told.check("grpo_token", cases.grpoLoss(), groups);
                told.check("grpo_sequence", cases.grpoLoss(), SequenceMean.weigh(groups));
                told.check("nft", cases.nftLoss(), cases.groups("nft"));
            }
            System.out.println(name + " in bf16, coefficients given, rounded " + rounded + ": " + errors);
            assertThat(errors)
                    .hasSize(4)
                    .allSatisfy((group, error) -> assertThat(error).as(group).isLessThan(rounded ? TENSORS : JUDGED));
        }
    }

    /** @param reference null: what the exact base gives is right */
    private record Told(
            Path folder, BaseModel exact, BaseModel base, SafetensorsFile reference, Map<String, Double> errors) {
        List<Example> knowing(List<Example> batch) throws Exception {
            try (LoraTraining there = training(exact, new MaskedSft())) {
                return there.withReference(batch);
            }
        }

        void check(String name, Loss loss, List<Example> batch) throws Exception {
            float[] known;
            Map<String, Tensor> expected = new TreeMap<>();
            try (LoraTraining there = training(exact, loss)) {
                known = targets(batch, there.logProbs(batch));
                expected.putAll(there.gradient(batch));
            }
            try (LoraTraining here = training(base, new Knowing(loss, known))) {
                double[] sum = new double[2];
                for (Map.Entry<String, Tensor> own : here.gradient(batch).entrySet()) {
                    Tensor right = reference == null
                            ? expected.get(own.getKey())
                            : reference.read(name + ".grad." + own.getKey());
                    double[] squares = Numbers.squares(own.getValue().values(), right.values());
                    Arrays.setAll(sum, i -> sum[i] + squares[i]);
                }
                errors.put(name, Math.sqrt(sum[0] / sum[1]));
            }
        }

        private LoraTraining training(BaseModel on, Loss loss) throws Exception {
            Optimization any = Optimization.lora(LearningRate.constant(1));
            return LoraTraining.from(on, on.adapter(folder.resolve("adapter_init")), loss, any, PACKED);
        }

        private static float[] targets(List<Example> batch, List<float[]> spread) {
            float[] all = new float[batch.stream().mapToInt(Example::targets).sum()];
            int at = 0;
            for (int e = 0; e < batch.size(); e++) {
                for (int t = 0; t < batch.get(e).length(); t++) {
                    if (batch.get(e).isTarget(t)) {
                        all[at++] = spread.get(e)[t];
                    }
                }
            }
            return all;
        }
    }

    /** A loss that is told all log-probabilities, of a batch in one row. */
    private record Knowing(Loss loss, float[] known) implements Loss {
        @Override
        public int together() {
            return loss.together();
        }

        @Override
        public long parts(long targets, long examples) {
            return loss.parts(targets, examples);
        }

        @Override
        public TokenLoss.Coefficients of(Targets targets, Supplier<float[]> logProbs, LossTally tally) {
            TokenLoss.Coefficients own = loss.of(targets, () -> known, tally);
            return (target, logProb) -> own.of(target, known[target]);
        }
    }

    /** Relative L2 by group of tensors: {@code sft.grad}, {@code forward.lora_logits}. */
    private static Map<String, Double> relative(Map<String, Tensor> computed, SafetensorsFile reference)
            throws Exception {
        Map<String, double[]> sums = new TreeMap<>();
        for (Map.Entry<String, Tensor> entry : computed.entrySet()) {
            Tensor expected = reference.read(entry.getKey());
            assertThat(entry.getValue().shape()).as(entry.getKey()).isEqualTo(expected.shape());
            double[] sum = sums.computeIfAbsent(entry.getKey().replaceAll("\\.base_model.*", ""), k -> new double[2]);
            double[] own = Numbers.squares(entry.getValue().values(), expected.values());
            Arrays.setAll(sum, i -> sum[i] + own[i]);
        }
        Map<String, Double> errors = new TreeMap<>();
        sums.forEach((group, sum) -> errors.put(group, Math.sqrt(sum[0] / sum[1])));
        return errors;
    }

    /** How many losses were compared. */
    private static int losses(String path, JsonNode actual, JsonNode expected) {
        int losses = 0;
        for (Map.Entry<String, JsonNode> field : expected.properties()) {
            losses += losses(path + "." + field.getKey(), actual.path(field.getKey()), field.getValue());
        }
        for (int i = 0; expected.isArray() && i < expected.size(); i++) {
            losses += losses(path + "." + i, actual.path(i), expected.get(i));
        }
        if (!path.contains("loss") || !expected.isNumber()) {
            return losses;
        }
        double number = expected.asDouble();
        assertThat(actual.asDouble()).as(path).isCloseTo(number, within(LOSSES * Math.max(1, Math.abs(number))));
        return losses + 1;
    }

    private static Path folder(String name) {
        assumeTrue(HostLibrary.present(), "no g++ here: the decoder was not checked on the host");
        Path at = Path.of("").toAbsolutePath();
        while (at != null && !Files.isDirectory(at.resolve("shared/fixtures/trainer"))) {
            at = at.getParent();
        }
        assumeTrue(at != null, "no shared/fixtures/trainer above this folder: reference not compared");
        return at.resolve("shared/fixtures/trainer").resolve(name);
    }
}

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
import io.insitu.trainer.loss.Grpo;
import io.insitu.trainer.loss.Loss;
import io.insitu.trainer.loss.LossTally;
import io.insitu.trainer.loss.MaskedSft;
import io.insitu.trainer.loss.Target;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The fixtures through the decoder of the device, on the host device: kernels by g++, products of bf16 numbers with float32 sums. It
 * shows that the arithmetic is right to bf16, not that a GPU does it. Gradients are compared as one vector each: with float64 on the
 * weights as they are stored, where the rounding of the base to bf16 counts, too (1.2 to 1.9 per cent by itself), and with the CPU
 * engine on the rounded base. Decision 13 says where the rest comes from.
 */
class CudaReferenceTest {
    /** Relative L2 of logits, of what was learnt, and of gradients. */
    private static final double TENSORS = 3e-2;

    /** Of the one gradient on the edge: 3.0 per cent, of which the base is 1.9; its coefficients hang on a hundred log-probabilities. */
    private static final double MARGIN = 3.3e-2;

    private static final double LOSSES = 1e-2;
    private static final Predicate<String> GRPO = group -> group.startsWith("grpo");

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
            Map<String, Double> errors = relative(run.tensors(), reference::read);
            Map<String, Double> rounded;
            try (FixtureRun exact = FixtureRun.of((Backend) RoundedWeights::new, folder)) {
                rounded = relative(run.tensors(), tensor -> exact.tensors().get(tensor));
            }
            System.out.println(name + " in bf16: " + errors + ", beside float32 on the rounded base: " + rounded);
            errors.keySet().removeIf(GRPO); // a clip is a step: see below
            rounded.keySet().removeIf(GRPO);
            boolean far = name.equals("tiny-llama3-sharded");
            errors.forEach((group, error) ->
                    assertThat(error).as(group).isLessThan(far && group.startsWith("dpo") ? MARGIN : TENSORS));
            assertThat(rounded)
                    .allSatisfy((group, error) -> assertThat(error).as(group).isLessThan(TENSORS));
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
                told.check("dpo", cases.settings().dpo(), told.knowing(cases.dpo()));
                told.check("grpo_token", cases.settings().grpo(), groups);
                told.check("grpo_sequence", cases.settings().grpo(), SequenceMean.weigh(groups));
                told.check("nft", cases.settings().nft(), cases.groups("nft"));
            }
            System.out.println(name + " in bf16, coefficients given, rounded " + rounded + ": " + errors);
            assertThat(errors)
                    .hasSize(4)
                    .allSatisfy((group, error) -> assertThat(error).as(group).isLessThan(TENSORS));
        }
    }

    /**
     * GRPO with coefficients of its own. Where a ratio is nearer to its clip than the noise of bf16, one decides otherwise than
     * float32 does and a whole token comes or goes; what all others teach is the same.
     */
    @ParameterizedTest
    @ValueSource(strings = {"tiny-llama", "tiny-qwen2", "tiny-llama3-sharded"})
    void tokensThatBothClipAlikeTeachTheSame(String name) throws Exception {
        Path folder = folder(name);
        FixtureCases cases = FixtureCases.read(folder);
        try (HostDevice device = new HostDevice();
                BaseModel exact = BaseModel.read(FloatWeights.on(new CpuEngines()), folder);
                BaseModel base = BaseModel.read((Backend) layout -> new CudaWeights(device, layout), folder)) {
            float[][] seen = new float[2][];
            List<SortedMap<String, Tensor>> learnt = new ArrayList<>();
            for (boolean deciding : new boolean[] {true, false}) {
                for (BaseModel each : List.of(exact, base)) {
                    int which = each == exact ? 0 : 1;
                    List<Example> batch = cases.groups("grpo");
                    Loss loss = deciding
                            ? cases.settings().grpo()
                            : new Alike(cases.settings().grpo(), seen[0], seen[1]);
                    try (LoraTraining training = training(each, loss, folder)) {
                        batch = training.withReference(batch);
                        if (deciding) {
                            seen[which] = targets(batch, training.logProbs(batch));
                        } else {
                            learnt.add(training.gradient(batch));
                        }
                    }
                }
            }
            Map<String, Double> error =
                    relative(learnt.get(1), tensor -> learnt.get(0).get(tensor));
            System.out.println(name + " in bf16, GRPO without tokens that are clipped otherwise: " + error);
            assertThat(error)
                    .hasSize(1)
                    .allSatisfy((group, value) -> assertThat(value).isLessThan(TENSORS));
        }
    }

    /** GRPO without the tokens on whose clip two policies disagree. */
    private record Alike(Grpo loss, float[] one, float[] other) implements Loss {
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
            TokenLoss.Coefficients own = loss.of(targets, logProbs, tally);
            int apart = 0;
            for (int t = 0; t < one.length; t++) {
                apart += alike(targets, t) ? 0 : 1;
            }
            assertThat(apart).as("tokens clipped otherwise, of " + one.length).isLessThanOrEqualTo(2);
            return (target, logProb) -> alike(targets, target) ? own.of(target, logProb) : 0;
        }

        private boolean alike(Targets targets, int t) {
            return clipped(targets.get(t), one[t]) == clipped(targets.get(t), other[t]);
        }

        private boolean clipped(Target target, float logProb) {
            return new Grpo(loss.low(), loss.high(), 0, loss.dual()).coefficient(target, logProb, new LossTally()) == 0;
        }
    }

    private static LoraTraining training(BaseModel on, Loss loss, Path folder) throws Exception {
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

    /** @param reference null: what the exact base gives is right */
    private record Told(
            Path folder, BaseModel exact, BaseModel base, SafetensorsFile reference, Map<String, Double> errors) {
        List<Example> knowing(List<Example> batch) throws Exception {
            try (LoraTraining there = training(exact, new MaskedSft(), folder)) {
                return there.withReference(batch);
            }
        }

        void check(String name, Loss loss, List<Example> batch) throws Exception {
            float[] known;
            Map<String, Tensor> expected = new TreeMap<>();
            try (LoraTraining there = training(exact, loss, folder)) {
                known = targets(batch, there.logProbs(batch));
                expected.putAll(there.gradient(batch));
            }
            try (LoraTraining here = training(base, new Knowing(loss, known), folder)) {
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
    private interface Right {
        Tensor of(String name) throws Exception;
    }

    private static Map<String, Double> relative(Map<String, Tensor> computed, Right right) throws Exception {
        Map<String, double[]> sums = new TreeMap<>();
        for (Map.Entry<String, Tensor> entry : computed.entrySet()) {
            Tensor expected = right.of(entry.getKey());
            assertThat(entry.getValue().shape()).as(entry.getKey()).isEqualTo(expected.shape());
            double[] sum = sums.computeIfAbsent(entry.getKey().replaceAll("\\.?base_model.*", ""), k -> new double[2]);
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

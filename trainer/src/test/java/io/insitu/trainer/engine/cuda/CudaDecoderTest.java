package io.insitu.trainer.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.insitu.schemas.model.LoraAdapter;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.schemas.model.Tensor;
import io.insitu.trainer.engine.cpu.CpuEngines;
import io.insitu.trainer.loss.Loss;
import io.insitu.trainer.loss.MaskedSft;
import io.insitu.trainer.model.Backend;
import io.insitu.trainer.step.BaseModel;
import io.insitu.trainer.step.Example;
import io.insitu.trainer.step.LearningRate;
import io.insitu.trainer.step.LoraSpec;
import io.insitu.trainer.step.LoraTraining;
import io.insitu.trainer.step.Optimization;
import io.insitu.trainer.step.Parallelism;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The decoder of the device on the host device, beside the one that defines what is right. */
class CudaDecoderTest {
    private static final int WORDS = 61;
    private static final ModelConfig CONFIG = ModelConfig.llama(WORDS, 64, 2, 4, 2, 72, 64); // an odd vocabulary
    private static final Optimization STEADY = Optimization.lora(LearningRate.constant(5e-3));

    private HostDevice device;
    private BaseModel base;

    @BeforeAll
    static void needsACompiler() {
        assumeTrue(HostLibrary.present(), "no g++ here: the decoder was not checked on the host");
    }

    @BeforeEach
    void aBase() {
        device = new HostDevice();
        base = fresh(device);
    }

    private static BaseModel fresh(HostDevice device) {
        return BaseModel.fresh(layout -> new CudaWeights(device, layout), CONFIG, 7);
    }

    @AfterEach
    void free() {
        if (base != null) {
            base.close();
            device.close(); // tells who wrote beside an allocation
        }
    }

    @Test
    void learnsWhatTheCpuLearns() {
        List<Example> batch = batch(1, 5);
        LoraAdapter adapter = adapter(LoraSpec.everywhere(3, 6), 1);
        try (BaseModel exact = BaseModel.fresh(new CpuEngines(), CONFIG, 7)) {
            near(gradient(base, adapter, batch, 4096), gradient(exact, adapter, batch, 4096), 3e-2);
        }
    }

    @Test
    void microBatchesSumToOneBatch() {
        List<Example> batch = batch(2, 6);
        LoraAdapter adapter = adapter(LoraSpec.everywhere(3, 6), 2);
        near(gradient(base, adapter, batch, 1), gradient(base, adapter, batch, 4096), 1e-2);
    }

    /** What follows the last target, and what a mask leaves out, has no influence. */
    @Test
    void nobodyLearnsWhatIsMasked() {
        List<Example> batch = batch(3, 3);
        LoraAdapter adapter = adapter(LoraSpec.everywhere(2, 4), 3);
        List<Example> longer = new ArrayList<>();
        for (Example example : batch) {
            int[] tokens = Arrays.copyOf(example.tokens(), example.length() + 4);
            float[] weights = new float[tokens.length];
            for (int t = 0; t < example.length(); t++) {
                weights[t] = example.weight(t);
            }
            longer.add(Example.imitate(tokens, weights));
        }
        near(gradient(base, adapter, longer, 4096), gradient(base, adapter, batch, 4096), 1e-2);
        List<Example> untargeted = List.of(Example.imitate(new int[] {1, 2, 3}, new float[3]), batch.get(0));
        near(gradient(base, adapter, untargeted, 1), gradient(base, adapter, List.of(batch.get(0)), 1), 1e-6);
    }

    /** The second time a shape is recorded, and from the third on nothing is asked for but the head and the adapter's place. */
    @Test
    void whatComesAgainInTheSameShapeIsReplayed() {
        List<Example> batch = batch(9, 3);
        List<Example> other = batch.stream() // the same lengths and masks, other words
                .map(example -> {
                    float[] weights = new float[example.length()];
                    for (int t = 0; t < weights.length; t++) {
                        weights[t] = example.weight(t);
                    }
                    int[] tokens = Arrays.stream(example.tokens())
                            .map(token -> WORDS - 1 - token)
                            .toArray();
                    return Example.imitate(tokens, weights);
                })
                .toList();
        LoraAdapter adapter = adapter(LoraSpec.everywhere(2, 4), 9);
        List<Example> shorter = List.of(batch.get(2), batch.get(0)); // other lengths and targets, nearly as many
        assertThat(Buckets.rows(rows(shorter))).isEqualTo(Buckets.rows(rows(batch)));
        float[] expected = flat(gradient(base, adapter, other, 4096));
        float[] own = flat(gradient(base, adapter, shorter, 4096));
        try (LoraTraining training = training(base, adapter, new MaskedSft(), 4096)) {
            float[] first = flat(training.gradient(batch));
            long before = device.launches();
            assertThat(flat(training.gradient(batch))).containsExactly(first);
            long recorded = device.launches() - before;
            assertThat(flat(training.gradient(batch))).containsExactly(first);
            assertThat(flat(training.gradient(other))).containsExactly(expected);
            assertThat(flat(training.gradient(shorter))).containsExactly(own);
            assertThat(device.launches() - before - recorded).isLessThan(recorded / 2);
            float[] wide =
                    flat(gradient(base, adapter(LoraSpec.everywhere(30, 4), 1), batch, 4096)); // moves the weights
            assertThat(wide).isNotEmpty();
            assertThat(flat(training.gradient(batch))).containsExactly(first);
            assertThat(flat(training.gradient(other))).containsExactly(expected);
        }
    }

    private static int rows(List<Example> batch) {
        return batch.stream().mapToInt(Example::length).sum();
    }

    /** A pass of 64 rows stays as it is; five more make it one of 128. What fills it up adds nothing. */
    @Test
    void fillingUpChangesNoByte() {
        LoraAdapter adapter = adapter(LoraSpec.everywhere(3, 6), 11);
        List<Example> whole = List.of(example(40), example(24));
        assertThat(Buckets.rows(64)).isEqualTo(64);
        List<Example> filled = new ArrayList<>(whole);
        filled.add(Example.imitate(new int[] {5, 4, 3, 2, 1}, new float[5]));
        assertThat(Buckets.rows(69)).isEqualTo(128);
        assertThat(flat(gradient(base, adapter, filled, 4096)))
                .containsExactly(flat(gradient(base, adapter, whole, 4096)));
    }

    private static Example example(int length) {
        float[] weights = new float[length];
        Arrays.fill(weights, length / 3, length, 1);
        return Example.imitate(
                new SplittableRandom(length).ints(length, 0, WORDS).toArray(), weights);
    }

    /** The largest allocation is the one that passes write to: if it were another one, there would be nothing but NaN. */
    @Test
    void nothingIsReadThatThisPassDidNotWrite() {
        List<Example> batch = batch(10, 12);
        LoraAdapter adapter = adapter(LoraSpec.everywhere(3, 4), 10);
        try (LoraTraining training = training(base, adapter, new MaskedSft(), 4096)) {
            float[] first = flat(training.gradient(batch));
            for (int i = 0; i < 3; i++) {
                device.spoilLargest();
                assertThat(flat(training.gradient(batch))).containsExactly(first);
            }
            device.spoilLargest();
            assertThat(training.judge(batch).meanLoss()).isFinite();
        }
    }

    @Test
    void theReferenceIsTheBaseWithoutItsAdapter() {
        int[] tokens = batch(4, 1).get(0).tokens();
        try (LoraTraining trained = training(base, adapter(LoraSpec.everywhere(4, 8), 4), new MaskedSft(), 64);
                LoraTraining fresh = LoraTraining.fresh(
                        base, LoraSpec.everywhere(4, 8), 1, new MaskedSft(), STEADY, Parallelism.of(1))) {
            float[] before = trained.logits(tokens);
            float[] without = trained.referenceLogits(tokens);
            assertThat(Numbers.error(fresh.logits(tokens), without)).isLessThan(1e-3); // B is zero
            assertThat(Numbers.error(before, without)).isGreaterThan(1e-2);
            assertThat(trained.logits(tokens)).containsExactly(before);
        }
    }

    /** Adapters of other ranks and modules take turns on one base, and none notices the others. */
    @Test
    void adaptersTakeTurnsOnOneBase() {
        List<Example> batch = batch(5, 4);
        LoraAdapter everywhere = adapter(LoraSpec.everywhere(3, 6), 5);
        LoraAdapter narrow = adapter(new LoraSpec(2, 2, List.of("k_proj", "down_proj")), 6);
        LoraAdapter wide = adapter(new LoraSpec(20, 10, List.of("v_proj", "o_proj", "up_proj")), 7);
        List<LoraAdapter> adapters = List.of(everywhere, narrow, wide);
        List<float[]> alone = new ArrayList<>();
        for (LoraAdapter adapter : adapters) {
            try (HostDevice own = new HostDevice();
                    BaseModel ownBase = fresh(own)) {
                alone.add(flat(gradient(ownBase, adapter, batch, 4096)));
            }
        }
        try (LoraTraining one = training(base, everywhere, new MaskedSft(), 4096);
                LoraTraining two = training(base, narrow, new MaskedSft(), 4096);
                LoraTraining three = training(base, wide, new MaskedSft(), 4096)) {
            List<LoraTraining> turns = List.of(one, two, three);
            for (int round = 0; round < 2; round++) {
                for (int i : new int[] {2, 0, 1, 0, 2}) {
                    assertThat(flat(turns.get(i).gradient(batch))).containsExactly(alone.get(i));
                }
            }
        }
    }

    @Test
    void theSameBatchGivesTheSameBytesInWhateverOrderThreadsRun() {
        List<Example> batch = batch(8, 4);
        List<LoraAdapter> learnt = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            try (LoraTraining training = LoraTraining.fresh(
                    base, LoraSpec.everywhere(2, 4), 9, new MaskedSft(), STEADY, Parallelism.of(1))) {
                double first = training.step(batch).loss();
                for (int i = 0; i < 4; i++) {
                    training.step(batch);
                }
                assertThat(training.judge(batch).meanLoss()).isLessThan(first - 0.05);
                learnt.add(training.adapter());
            }
            device.turnRound();
        }
        assertThat(learnt.get(1).modules().keySet())
                .isEqualTo(learnt.get(0).modules().keySet());
        learnt.get(0).modules().forEach((module, pair) -> {
            assertThat(learnt.get(1).modules().get(module).a().values())
                    .containsExactly(pair.a().values());
            assertThat(learnt.get(1).modules().get(module).b().values())
                    .containsExactly(pair.b().values());
        });
    }

    @Test
    void predictsWhatTheCpuPredicts() {
        try (BaseModel exact = BaseModel.fresh((Backend) RoundedWeights::new, CONFIG, 7)) {
            int[] tokens = batch(1, 1).get(0).tokens();
            LoraAdapter adapter = adapter(LoraSpec.everywhere(2, 4), 1);
            try (LoraTraining here = training(base, adapter, new MaskedSft(), 64);
                    LoraTraining there = training(exact, adapter, new MaskedSft(), 64)) {
                assertThat(Numbers.error(here.logits(tokens), there.logits(tokens)))
                        .isLessThan(1.5e-2);
            }
        }
    }

    @Test
    void aBaseThatDoesNotFitIsRefusedBeforeAnythingIsAllocated() {
        try (HostDevice small = new HostDevice(100_000)) {
            assertThatThrownBy(() -> fresh(small))
                    .isInstanceOf(DeviceMemoryException.class)
                    .hasMessageContaining("the base needs 0.0 GB of device memory");
            assertThat(small.freeBytes()).isEqualTo(100_000);
        }
    }

    @Test
    void whatDoesNotFitIsRefusedWithNumbersAndNothingIsLost() {
        long before = device.freeBytes();
        LoraAdapter adapter = adapter(LoraSpec.everywhere(2, 4), 1);
        List<Example> batch = batch(1, 2);
        try (HostDevice small = new HostDevice(1_000_000);
                BaseModel tight = fresh(small)) {
            List<Example> large = batch(2, 200);
            try (LoraTraining training = training(tight, adapter, new MaskedSft(), 1 << 20)) {
                assertThatThrownBy(() -> training.gradient(large))
                        .isInstanceOf(DeviceMemoryException.class)
                        .hasMessageMatching("\\d+ tokens with \\d+ targets at once needs .* GB of device memory, .*");
                near(training.gradient(batch), gradient(base, adapter, batch, 4096), 1e-6);
            }
        }
        assertThat(device.freeBytes()).isLessThanOrEqualTo(before);
    }

    private static SortedMap<String, Tensor> gradient(
            BaseModel base, LoraAdapter adapter, List<Example> batch, int shardTokens) {
        try (LoraTraining training = training(base, adapter, new MaskedSft(), shardTokens)) {
            return training.gradient(batch);
        }
    }

    private static LoraTraining training(BaseModel base, LoraAdapter adapter, Loss loss, int shardTokens) {
        return LoraTraining.from(base, adapter, loss, STEADY, new Parallelism(1, shardTokens));
    }

    private static void near(SortedMap<String, Tensor> actual, SortedMap<String, Tensor> expected, double relative) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        assertThat(Numbers.error(flat(actual), flat(expected))).isLessThan(relative);
    }

    static float[] flat(SortedMap<String, Tensor> tensors) {
        int size = tensors.values().stream().mapToInt(t -> t.values().length).sum();
        float[] all = new float[size];
        int at = 0;
        for (Tensor tensor : tensors.values()) {
            System.arraycopy(tensor.values(), 0, all, at, tensor.values().length);
            at += tensor.values().length;
        }
        return all;
    }

    /** A and B random, so that every gradient is something. */
    private LoraAdapter adapter(LoraSpec spec, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        try (BaseModel exact = BaseModel.fresh(new CpuEngines(), CONFIG, 7);
                LoraTraining fresh =
                        LoraTraining.fresh(exact, spec, seed, new MaskedSft(), STEADY, Parallelism.of(1))) {
            LoraAdapter zero = fresh.adapter();
            SortedMap<String, LoraAdapter.Pair> modules = new TreeMap<>();
            zero.modules().forEach((module, pair) -> {
                float[] b = new float[pair.b().values().length];
                for (int i = 0; i < b.length; i++) {
                    b[i] = (float) random.nextDouble(-0.2, 0.2);
                }
                modules.put(
                        module,
                        new LoraAdapter.Pair(pair.a(), new Tensor(pair.b().shape(), b)));
            });
            return new LoraAdapter(
                    zero.baseModelId(),
                    zero.rank(),
                    zero.alpha(),
                    zero.targetModules(),
                    modules,
                    zero.rankStabilised());
        }
    }

    /** Random tokens: a prompt, then targets with holes. */
    private static List<Example> batch(long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Example> batch = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int length = 5 + random.nextInt(30);
            float[] weights = new float[length];
            for (int t = length / 3; t < length; t++) {
                weights[t] = random.nextInt(5) == 0 ? 0 : 1;
            }
            batch.add(Example.imitate(random.ints(length, 0, WORDS).toArray(), weights));
        }
        return batch;
    }
}

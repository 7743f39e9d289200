package io.insitu.trainer.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.Drawn;
import io.insitu.schemas.event.Method;
import io.insitu.schemas.event.Sample;
import io.insitu.schemas.event.TrainingBatch;
import io.insitu.schemas.model.ArtifactStore;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.schemas.serde.EventClasses;
import io.insitu.trainer.engine.cpu.CpuEngines;
import io.insitu.trainer.loss.MaskedSft;
import io.insitu.trainer.model.Backend;
import io.insitu.trainer.model.FloatWeights;
import io.insitu.trainer.model.Modules;
import io.insitu.trainer.model.Weights;
import io.insitu.trainer.step.BaseModel;
import io.insitu.trainer.step.Example;
import io.insitu.trainer.step.FullTraining;
import io.insitu.trainer.step.LearningRate;
import io.insitu.trainer.step.LoraSpec;
import io.insitu.trainer.step.LoraTraining;
import io.insitu.trainer.step.Optimization;
import io.insitu.trainer.step.Parallelism;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a batch says its parent drew must have the probabilities that its parent gives it. */
class OnPolicyBatchTest {
    static {
        EventClasses.trust(); // no serde here that would
    }

    private static final float[] TARGETS = {0, 0, 1, 1, 1, 1, 1, 1};

    @TempDir
    Path folder;

    private BaseModel base;
    private ArtifactStore store;
    private BatchTrainer trainer;
    private String parent;

    @BeforeEach
    void aParent() throws Exception {
        Optimization any = Optimization.full(LearningRate.constant(1e-3));
        ModelConfig tiny = ModelConfig.llama(37, 24, 2, 4, 2, 40, 64);
        try (FullTraining training = FullTraining.fresh(new CpuEngines(), tiny, 1, any, Parallelism.of(1))) {
            training.save(folder.resolve("base"));
        }
        base = BaseModel.read(new CpuEngines(), folder.resolve("base"));
        store = new ArtifactStore(folder.resolve("store"));
        trainer = new BatchTrainer(base, store, config());
        parent = trainer.train(batch(Method.SFT, "", drawnBy("", "")).build()).getAdapterId();
    }

    private static TrainerConfig config() {
        return new TrainerConfig("test", 1, 1024, 16, 0.1, Modules.ALL, 500_000, 50, 64, Objectives.defaults());
    }

    @AfterEach
    void free() {
        base.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"NFT", "GRPO"})
    void whatTheParentDrewIsComparedAndFoundToBeItsOwn(Method method) throws Exception {
        AdapterVersion grown =
                trainer.train(batch(method, parent, drawnBy(parent, parent)).build());
        assertThat(grown.getApplied()).containsEntry("onPolicyTokens", 20 * 6.0);
        assertThat(grown.getApplied().get("onPolicyRatioOff")).isLessThan(1e-5);
        AdapterVersion first = trainer.train(batch(method, "", drawnBy("", "")).build());
        assertThat(first.getApplied()).containsEntry("onPolicyTokens", 20 * 6.0);
        assertThat(first.getApplied().get("onPolicyRatioOff")).isLessThan(1e-5);
    }

    @ParameterizedTest
    @EnumSource(names = {"NFT", "GRPO"})
    void probabilitiesOfAnotherPolicyUnderTheParentsNameRefuseTheBatchByName(Method method) throws Exception {
        List<Sample> samples = drawnBy(parent, parent);
        List<Sample> ofBase = drawnBy(parent, "");
        samples.set(3, ofBase.get(3));
        samples.set(11, ofBase.get(11));
        refused(
                batch(method, parent, samples),
                "batch batch-1, sample t3: said to be drawn by the policy that starts here, but the importance ratio of token 2 is",
                "t3",
                "t11");
        refused(
                batch(method, "", drawnBy("", parent)),
                "batch batch-1, sample t0: said to be drawn by the policy that starts here",
                trajectories());
    }

    /** Also where it is one token of a hundred and twenty, and by a fiftieth. */
    @Test
    void oneTokenIsEnough() throws Exception {
        List<Sample> samples = drawnBy(parent, parent);
        samples.get(7).getLogProbs().set(5, samples.get(7).getLogProbs().get(5) - 0.02f);
        refused(batch(Method.NFT, parent, samples), "sample t7: said to be drawn", "t7");
    }

    @Test
    void whatAnotherAdapterDrewOrNobodyKnowsWhoIsOffPolicyAndLearntFrom() throws Exception {
        String other = "0123456789abcdef0123456789abcdef";
        for (String sampler : List.of(other, "")) {
            AdapterVersion grown = trainer.train(
                    batch(Method.GRPO, parent, drawnBy(sampler, "")).build());
            assertThat(grown.getApplied()).containsKey("ratioMean").doesNotContainKey("onPolicyTokens");
        }
        List<Sample> unknown = drawnBy(parent, "");
        unknown.replaceAll(sample -> saying(sample));
        assertThat(trainer.train(batch(Method.NFT, parent, unknown).build()).getApplied())
                .doesNotContainKey("onPolicyTokens");
    }

    /** A swap in the middle of an attempt: the call before it is another's, the calls behind it are the parent's. */
    @Test
    void ofAnAttemptByTwoOnlyThePartOfTheParentIsHeldToIt() throws Exception {
        List<Sample> samples = drawnBy(parent, parent);
        samples.replaceAll(sample -> saying(sample, new Drawn("", 2, 2), new Drawn(parent, 4, 4)));
        for (Sample sample : samples) {
            sample.getLogProbs().set(2, -9f);
            sample.getLogProbs().set(3, -9f);
        }
        assertThat(trainer.train(batch(Method.GRPO, parent, samples).build()).getApplied())
                .containsEntry("onPolicyTokens", 20 * 4.0);
        samples.get(0).getLogProbs().set(4, -9f);
        refused(batch(Method.GRPO, parent, samples), "sample t0: said to be drawn", "t0");
    }

    @ParameterizedTest
    @EnumSource(names = {"NFT", "GRPO"})
    void whereNoProbabilitiesWereRecordedTheParentIsTakenForTheSampler(Method method) throws Exception {
        List<Sample> samples = drawnBy(parent, parent);
        samples.replaceAll(OnPolicyBatchTest::saying); // by nobody knows whom
        String known = trainer.train(batch(method, parent, samples).build()).getAdapterId();
        samples.replaceAll(sample -> Sample.newBuilder(sample)
                .setLogProbs(Collections.nCopies(8, 0f))
                .build());
        assertThat(trainer.train(batch(method, parent, samples).build()).getAdapterId())
                .isEqualTo(known);
        samples.replaceAll(sample -> saying(sample, new Drawn(parent, 2, 6)));
        refused(batch(method, parent, samples), "sample t0: said to be drawn", trajectories());
    }

    @Test
    void whoeverHasNoRatioIsNotHeldToOne() throws Exception {
        for (Method method : List.of(Method.SFT, Method.DPO)) {
            assertThat(trainer.train(batch(method, parent, drawnBy(parent, "")).build())
                            .getApplied())
                    .doesNotContainKey("onPolicyTokens");
        }
    }

    /** Beyond float32 a ratio of one policy is noise: it is told, and refuses nobody. */
    @Test
    void whereLessThanFloat32ComputesTheRatioIsToldAndNoError() throws Exception {
        Backend coarse = layout -> coarse(FloatWeights.on(new CpuEngines()).hold(layout));
        try (BaseModel rounded = BaseModel.read(coarse, folder.resolve("base"))) {
            AdapterVersion grown = new BatchTrainer(rounded, store, config())
                    .train(batch(Method.GRPO, parent, drawnBy(parent, "")).build());
            assertThat(grown.getApplied().get("onPolicyRatioOff")).isGreaterThan(0.01);
        }
    }

    private static Weights coarse(Weights weights) {
        return (Weights) Proxy.newProxyInstance(
                Weights.class.getClassLoader(), new Class<?>[] {Weights.class}, (p, m, a) -> {
                    try {
                        return m.getName().equals("float32") ? false : m.invoke(weights, a);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void aStretchOutsideOfItsSampleLeavesTheSampleOut() throws Exception {
        List<Sample> samples = drawnBy(parent, parent);
        samples.set(0, saying(samples.get(0), new Drawn(parent, 2, 7)));
        samples.set(1, saying(samples.get(1), new Drawn(parent, -1, 2)));
        samples.set(2, saying(samples.get(2), new Drawn(parent, 2, Integer.MAX_VALUE)));
        samples.set(3, saying(samples.get(3), new Drawn(parent, 2, 0)));
        assertThat(trainer.train(batch(Method.GRPO, parent, samples).build()).getApplied())
                .containsEntry("samplesLeftOut", 4.0)
                .containsEntry("onPolicyTokens", 16 * 6.0);
    }

    private static Sample saying(Sample sample, Drawn... drawn) {
        return Sample.newBuilder(sample).setDrawn(List.of(drawn)).build();
    }

    private void refused(TrainingBatch.Builder batch, String why, String... attempts) {
        assertThatThrownBy(() -> trainer.train(batch.build()))
                .isInstanceOfSatisfying(RefusedBatchException.class, e -> {
                    assertThat(e.reason()).isEqualTo(DeadLetterReason.INVALID_FIELD);
                    assertThat(e.attempts()).containsExactly(attempts);
                })
                .message()
                .contains(why)
                .hasLineCount(1);
    }

    private static String[] trajectories() {
        String[] all = new String[20];
        for (int i = 0; i < all.length; i++) {
            all[i] = "t" + i;
        }
        return all;
    }

    /** Twenty attempts with the probabilities of one policy, that say another drew them, or the same. */
    private List<Sample> drawnBy(String said, String policy) throws Exception {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            examples.add(Example.imitate(new int[] {1, 2, 3, i % 2 + 4, 5, 6 + i, 7, 8}, TARGETS));
        }
        Optimization still = Optimization.lora(LearningRate.constant(1));
        Parallelism one = Parallelism.of(1);
        List<float[]> logProbs;
        try (LoraTraining sampler = policy.isEmpty()
                ? LoraTraining.fresh(base, LoraSpec.everywhere(1, 1), 1, new MaskedSft(), still, one)
                : LoraTraining.from(base, store.open(ArtifactStore.locationOf(policy)), new MaskedSft(), still, one)) {
            logProbs = sampler.logProbs(examples);
        }
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            samples.add(sample(i, examples.get(i), logProbs.get(i), said));
        }
        return samples;
    }

    private static Sample sample(int number, Example example, float[] logProbs, String said) {
        List<Integer> tokens = new ArrayList<>();
        List<Boolean> mask = new ArrayList<>();
        List<Float> old = new ArrayList<>();
        for (int t = 0; t < logProbs.length; t++) {
            tokens.add(example.tokens()[t]);
            mask.add(TARGETS[t] != 0);
            old.add(logProbs[t]);
        }
        return Sample.newBuilder()
                .setTrajectoryId("t" + number)
                .setTaskId("task")
                .setTokens(tokens)
                .setMask(mask)
                .setLogProbs(old)
                .setReward(number % 2 == 0 ? 1 : -1)
                .setAdvantage(number % 2 == 0 ? 1 : -1)
                .setGroupSuccessRate(0.5)
                .setDrawn(List.of(new Drawn(said, 2, 6)))
                .build();
    }

    private TrainingBatch.Builder batch(Method method, String from, List<Sample> samples) {
        return TrainingBatch.newBuilder()
                .setBatchId("batch-1")
                .setLineage("desk")
                .setNumber(1)
                .setMethod(method)
                .setBaseModelId(base.id())
                .setParentAdapterId(from)
                .setSamples(samples)
                .setRank(4)
                .setAlpha(8)
                .setLearningRate(0.01)
                .setEpochs(3)
                .setSeed(7)
                .setCreatedMs(1000);
    }
}

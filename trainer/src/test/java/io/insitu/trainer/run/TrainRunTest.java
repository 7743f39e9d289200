package io.insitu.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.insitu.schemas.model.AdapterDigest;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.engine.cpu.CpuEngines;
import io.insitu.trainer.loss.Grpo;
import io.insitu.trainer.loss.LossTally;
import io.insitu.trainer.loss.MaskedSft;
import io.insitu.trainer.loss.Target;
import io.insitu.trainer.loss.Targets;
import io.insitu.trainer.loss.TokenLoss;
import io.insitu.trainer.step.BaseModel;
import io.insitu.trainer.step.Example;
import io.insitu.trainer.step.FullTraining;
import io.insitu.trainer.step.LearningRate;
import io.insitu.trainer.step.LoraSpec;
import io.insitu.trainer.step.LoraTraining;
import io.insitu.trainer.step.Optimization;
import io.insitu.trainer.step.Parallelism;
import io.insitu.trainer.step.StepReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainRunTest {
    private static final int WORDS = 37;

    /** Every guard and memory at once: each has something that an interruption could lose. */
    private static final Recipe RECIPE =
            new Recipe(new Grpo(0.2, 0.28, 0.05, 3), 3, 4, 0.01, 0.2, 0.01, 1, 5, true, true, false, 0.05, 4, 3, 2);

    @TempDir
    Path folder;

    private BaseModel base;

    @BeforeEach
    void aBase() throws Exception {
        ModelConfig shape = ModelConfig.llama(WORDS, 16, 2, 2, 1, 24, 64);
        Optimization none = Optimization.lora(LearningRate.constant(1));
        try (FullTraining training = FullTraining.fresh(new CpuEngines(), shape, 7, none, Parallelism.of(1))) {
            training.save(folder.resolve("base"));
        }
        base = BaseModel.read(new CpuEngines(), folder.resolve("base"));
    }

    @AfterEach
    void free() {
        base.close();
    }

    /** Thrown by a listener: the process ends here. */
    private static final class Killed extends RuntimeException {}

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 11})
    void anInterruptedRunEndsWhereAnUninterruptedOneEnds(int killedAt) throws Exception {
        List<StepReport> expected = new ArrayList<>();
        String whole = learnt(null, expected, Integer.MAX_VALUE, 1);
        assertThat(expected).hasSize(12).noneMatch(StepReport::skipped);
        assertThat(expected.stream().mapToLong(StepReport::skippedTokens).sum()).isPositive(); // the guard was there
        assertThat(expected.get(5).tokens()).isNotEqualTo(expected.get(0).tokens()); // and so was the replay

        Path place = folder.resolve("part");
        assertThatThrownBy(() -> learnt(Checkpoint.open(place, run("x")), new ArrayList<>(), killedAt, 2))
                .isInstanceOf(Killed.class);
        List<StepReport> resumed = new ArrayList<>();
        Checkpoint checkpoint = Checkpoint.open(place, run("x"));
        assertThat(learnt(checkpoint, resumed, Integer.MAX_VALUE, 4)).isEqualTo(whole);
        assertThat(resumed).isEqualTo(expected);
        checkpoint.delete();
        assertThat(place).doesNotExist();
    }

    /** Else the warm-up would not be one of the replay, but of all that is learnt. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aReplayThatWeighsNothingYetTakesNothingFromTheFresh(boolean sequenceMean) throws Exception {
        List<StepReport> without = reports(0, sequenceMean);
        List<StepReport> with = reports(16, sequenceMean);
        assertThat(with.get(5).targetTokens()).isGreaterThan(without.get(5).targetTokens());
        for (int step = 0; step < with.size(); step++) {
            double norm = without.get(step).gradNorm();
            assertThat(with.get(step).gradNorm()).isCloseTo(norm, within(1e-3 * norm));
        }
    }

    private List<StepReport> reports(int replay, boolean sequenceMean) throws Exception {
        Recipe recipe = new Recipe(
                RECIPE.loss(), 3, 4, 0.01, 0, 0, 0, 5, sequenceMean, true, false, 0, replay, 1_000_000, 1_000);
        try (LoraTraining training = training(1)) {
            return new TrainRun(recipe, training, null).run("test", attempts(), (report, steps) -> {});
        }
    }

    @Test
    void aCheckpointOfAnotherRunIsRefused() throws Exception {
        Path place = folder.resolve("part");
        assertThatThrownBy(() -> learnt(Checkpoint.open(place, run("x")), new ArrayList<>(), 3, 1))
                .isInstanceOf(Killed.class);
        Fingerprint other = new Fingerprint(Map.of("--lr", "0.01", "--data", "y", "engine", "cpu@2"));
        assertThatThrownBy(() -> Checkpoint.open(place, other))
                .hasMessageContaining("--data was x, is y")
                .hasMessageContaining("engine was not there, is cpu@2")
                .message()
                .doesNotContain("--lr");
    }

    @Test
    void aCheckpointWhoseRecipeIsOfAnotherKindIsRefusedWithThatReason() throws Exception {
        Path place = folder.resolve("part");
        assertThatThrownBy(() -> learnt(Checkpoint.open(place, run("x")), new ArrayList<>(), 3, 1))
                .isInstanceOf(Killed.class);
        Files.writeString(place.resolve("recipe"), "0123456789abcdef0123456789abcdef\n");
        assertThatThrownBy(() -> Checkpoint.open(place, run("x")))
                .hasMessageContaining("another version of this program wrote it");
    }

    @Test
    void aRecipeThatAKillLeftEmptyStopsNobodyAsNoStepWasKept() throws Exception {
        Path place = Files.createDirectories(folder.resolve("part"));
        Files.createFile(place.resolve("recipe"));
        List<StepReport> reports = new ArrayList<>();
        String learnt = learnt(Checkpoint.open(place, run("x")), reports, Integer.MAX_VALUE, 1);
        assertThat(reports).hasSize(12);
        assertThat(learnt).isEqualTo(learnt(null, new ArrayList<>(), Integer.MAX_VALUE, 1));
    }

    /** A second name of a file keeps what it was, if the first is renamed over, and not if it is written to. */
    @Test
    void whatACheckpointSaysIsNeverHalfWritten() throws Exception {
        Path place = Files.createDirectories(folder.resolve("part"));
        for (String name : List.of("recipe", "steps.jsonl")) {
            Files.writeString(place.resolve(name), "before");
            Files.createLink(folder.resolve("old-" + name), place.resolve(name));
        }
        assertThatThrownBy(() -> learnt(Checkpoint.open(place, run("x")), new ArrayList<>(), 3, 1))
                .isInstanceOf(Killed.class);
        for (String name : List.of("recipe", "steps.jsonl")) {
            assertThat(folder.resolve("old-" + name)).hasContent("before");
        }
        assertThat(place.resolve("recipe")).hasContent("--data=x\n--lr=0.01");
        assertThat(place.resolve("steps.jsonl")).content().hasLineCount(2);
    }

    @Test
    void aRunThatGoesOnSaysWhere() throws Exception {
        Path place = folder.resolve("part");
        assertThatThrownBy(() -> learnt(Checkpoint.open(place, run("x")), new ArrayList<>(), 5, 1))
                .isInstanceOf(Killed.class);
        List<String> said = new ArrayList<>();
        TrainRun.Listener listener = new TrainRun.Listener() {
            @Override
            public void done(StepReport report, int steps) {
                said.add("" + report.step());
            }

            @Override
            public void goesOn(int step, int steps) {
                said.add(step + " of " + steps);
            }
        };
        try (LoraTraining training = training(1)) {
            new TrainRun(RECIPE, training, Checkpoint.open(place, run("x"))).run("test", attempts(), listener);
        }
        assertThat(said).startsWith("5 of 12", "5").hasSize(9);
    }

    private static Fingerprint run(String data) {
        return new Fingerprint(new TreeMap<>(Map.of("--lr", "0.01", "--data", data)));
    }

    @Test
    void aBatchThatOnlyClaimsToBeOnPolicyIsRefusedByName() throws Exception {
        Recipe recipe = new Recipe(new Grpo(0.2, 0.28, 0, 3), 1, 4, 0.01, 0, 0, 1, 5, false, true, true, 0, 0, 1, 2);
        try (LoraTraining training = training(1)) {
            TrainRun run = new TrainRun(recipe, training, null);
            assertThatThrownBy(() -> run.run("week-7.jsonl", attempts(), (report, steps) -> {}))
                    .isInstanceOf(OffPolicyException.class)
                    .hasMessageContaining("week-7.jsonl: declared on-policy, but the importance ratio of token 2 is");
            List<Attempt> own = new ArrayList<>();
            for (Attempt attempt : attempts()) {
                own.add(attempt.with(List.of(attempt.examples()
                        .get(0)
                        .withOld(training.logProbs(attempt.examples()).get(0)))));
            }
            assertThat(run.run("week-8.jsonl", own, (report, steps) -> {})
                            .get(0)
                            .ratioMean())
                    .isCloseTo(1, within(1e-5));
        }
    }

    /** Each pair of ratios has the mean 1: what a mean over file or group would not see. */
    @Test
    void ratiosThatCancelAreRefusedByTheAttemptThatHasTheFirst() throws Exception {
        Recipe recipe = new Recipe(new Grpo(0.2, 0.28, 0, 3), 1, 4, 0.01, 0, 0, 1, 5, false, true, true, 0, 0, 1, 2);
        try (LoraTraining training = training(1)) {
            List<Attempt> data = new ArrayList<>();
            for (Attempt attempt : attempts()) {
                float[] old = training.logProbs(attempt.examples()).get(0);
                for (int t = 2; data.size() == 5 && t + 1 < old.length; t += 2) {
                    old[t] -= (float) Math.log(1.8);
                    old[t + 1] -= (float) Math.log(0.2);
                }
                data.add(attempt.with(List.of(attempt.examples().get(0).withOld(old)))
                        .named("line " + (data.size() + 1)));
            }
            TrainRun run = new TrainRun(recipe, training, null);
            assertThatThrownBy(() -> run.run("week-9.jsonl", data, (report, steps) -> {}))
                    .isInstanceOf(OffPolicyException.class)
                    .hasMessageContaining(
                            "week-9.jsonl, line 6: declared on-policy, but the importance ratio of token 2 is 1.8000");
        }
    }

    @Test
    void aRunThatCameApartSaysFromWhichStepOn() throws Exception {
        Recipe recipe = Recipe.of(new MaskedSft(), 1e30, 1);
        Optimization steep = Optimization.lora(LearningRate.constant(1e30));
        try (LoraTraining training =
                LoraTraining.fresh(base, LoraSpec.everywhere(2, 4), 3, new MaskedSft(), steep, Parallelism.of(1))) {
            List<Boolean> skipped = new ArrayList<>();
            assertThatThrownBy(() -> new TrainRun(recipe, training, null)
                            .run("week-7.jsonl", attempts(), (report, steps) -> skipped.add(report.skipped())))
                    .isInstanceOf(DivergedException.class)
                    .hasMessageContaining("week-7.jsonl: from step 2 of 2 on no step could be applied");
            assertThat(skipped).containsExactly(false, true);
        }
    }

    @Test
    void oneOddStepInTheMiddleIsForgiven() throws Exception {
        TokenLoss odd = new TokenLoss() {
            private int steps;

            @Override
            public Coefficients of(Targets targets, Supplier<float[]> logProbs, LossTally tally) {
                steps++;
                return TokenLoss.super.of(targets, logProbs, tally);
            }

            @Override
            public double coefficient(Target target, double logProb, LossTally tally) {
                return steps == 2 ? Double.NaN : new MaskedSft().coefficient(target, logProb, tally);
            }
        };
        Recipe recipe = new Recipe(odd, 1, 4, 0.01, 0, 0, 1, 5, false, false, false, 0, 0, 1, 2);
        try (LoraTraining training = LoraTraining.fresh(
                base,
                LoraSpec.everywhere(2, 4),
                3,
                odd,
                Optimization.lora(LearningRate.constant(0.01)),
                Parallelism.of(1))) {
            assertThat(new TrainRun(recipe, training, null).run("x", attempts(), (report, steps) -> {}))
                    .extracting(StepReport::skipped)
                    .containsExactly(false, true, false, false);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
    void ratesDecaysAndNormsMustBeNumbers(double wrong) {
        assertThatThrownBy(() -> Recipe.of(new MaskedSft(), wrong, 1)).hasMessageContaining("learning rate");
        assertThatThrownBy(() -> recipe(wrong, 1)).hasMessageContaining("weight decay");
        assertThatThrownBy(() -> recipe(0, wrong)).hasMessageContaining("clip norm");
    }

    private static Recipe recipe(double decay, double norm) {
        return new Recipe(new MaskedSft(), 1, 4, 0.01, 0, decay, norm, 5, false, false, false, 0, 0, 1, 2);
    }

    @Test
    void aPullToTheBaseThatNobodyMeasuresIsRefused() {
        assertThatThrownBy(() -> Recipe.of(new Grpo(0.2, 0.28, 0.1, 3), 0.01, 1))
                .hasMessageContaining("reference must be true");
        assertThat(Recipe.of(new MaskedSft(), 0.01, 1).reference()).isFalse();
    }

    private String learnt(@Nullable Checkpoint checkpoint, List<StepReport> reports, int killedAt, int threads)
            throws Exception {
        try (LoraTraining training = training(threads)) {
            reports.addAll(new TrainRun(RECIPE, training, checkpoint).run("test", attempts(), (report, steps) -> {
                if (report.step() == killedAt) {
                    throw new Killed();
                }
            }));
            return AdapterDigest.of(training.adapter());
        }
    }

    private LoraTraining training(int threads) {
        return LoraTraining.fresh(
                base,
                LoraSpec.everywhere(2, 4),
                3,
                RECIPE.loss(),
                Optimization.lora(new LearningRate(0.01, 2, 12, 0.1)),
                new Parallelism(threads, 40));
    }

    /** Four groups of four, sampled by a policy a little different. */
    private static List<Attempt> attempts() {
        SplittableRandom random = new SplittableRandom(1);
        List<Attempt> attempts = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            int length = 6 + random.nextInt(20);
            int[] tokens = random.ints(length, 0, WORDS).toArray();
            float[] weights = new float[length];
            float[] old = new float[length];
            for (int t = 2; t < length; t++) {
                weights[t] = 1;
                old[t] = (float) (-3.6 + 0.4 * random.nextDouble());
            }
            boolean good = i % 4 == 0;
            Example example = Example.judged(tokens, weights, old, good, 0.25).withAdvantage(good ? 3 : -1);
            attempts.add(new Attempt(List.of(example), good ? 1 : 0, 0.25));
        }
        return attempts;
    }
}

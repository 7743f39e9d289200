package io.insitu.trainer.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.schemas.model.PeftFolder;
import io.insitu.trainer.engine.cpu.CpuEngines;
import io.insitu.trainer.loss.MaskedSft;
import io.insitu.trainer.loss.Nft;
import io.insitu.trainer.loss.TokenLoss;
import io.insitu.trainer.model.LoraLayout;
import io.insitu.trainer.model.ParameterSpace.Place;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine against float64 results of an independent implementation. */
class ReferenceTest {
    /** Relative L2; a float32 engine stays well below, a mistake far above. */
    private static final double TOLERANCE = 2e-4;

    @ParameterizedTest
    @ValueSource(strings = {"tiny-llama", "tiny-qwen2", "tiny-llama3-sharded"})
    void logitsAreTheReferences(String name) throws Exception {
        Fixtures fixtures = Fixtures.open(name);
        int[] tokens = Fixtures.tokens(fixtures.cases().path("forward").path("tokens"));
        try (BaseModel base = BaseModel.read(new CpuEngines(), fixtures.folder());
                LoraTraining bare = LoraTraining.fresh(
                        base, LoraSpec.everywhere(2, 4), 1, new MaskedSft(), plain(), Parallelism.of(1));
                LoraTraining adapted = training(fixtures, base, new MaskedSft(), plain())) {
            close(
                    bare.logits(tokens),
                    fixtures.tensors().read("forward.base_logits").values(),
                    "base");
            close(
                    adapted.logits(tokens),
                    fixtures.tensors().read("forward.lora_logits").values(),
                    "adapted");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-llama", "tiny-qwen2", "tiny-llama3-sharded"})
    void gradientsOfImitationAreTheReferences(String name) throws Exception {
        Fixtures fixtures = Fixtures.open(name);
        gradients(fixtures, new MaskedSft(), fixtures.sft(), "sft");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-llama", "tiny-qwen2", "tiny-llama3-sharded"})
    void gradientsOfNegativeAwareTuningAreTheReferences(String name) throws Exception {
        Fixtures fixtures = Fixtures.open(name);
        gradients(fixtures, new Nft(), fixtures.nft(), "nft");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-llama", "tiny-qwen2", "tiny-llama3-sharded"})
    void fiveStepsOfAdamWEndWhereTheReferenceEnds(String name) throws Exception {
        Fixtures fixtures = Fixtures.open(name);
        JsonNode given = fixtures.cases().path("adamw");
        JsonNode expected = fixtures.expected().path("adamw");
        Optimization optimization = new Optimization(
                LearningRate.constant(given.path("lr").asDouble()),
                given.path("beta1").asDouble(),
                given.path("beta2").asDouble(),
                given.path("eps").asDouble(),
                given.path("weight_decay").asDouble(),
                given.path("max_grad_norm").asDouble());
        try (BaseModel base = BaseModel.read(new CpuEngines(), fixtures.folder());
                LoraTraining training = training(fixtures, base, new MaskedSft(), optimization)) {
            for (int i = 0; i < given.path("steps").asInt(); i++) {
                StepReport report = training.step(fixtures.sft());
                double loss = expected.path("losses").get(i).asDouble();
                double norm = expected.path("grad_norms").get(i).asDouble();
                assertThat(report.loss()).isCloseTo(loss, within(1e-4 * loss));
                assertThat(report.gradNorm()).isCloseTo(norm, within(2e-4 * norm));
            }
            double last = expected.path("final_loss").asDouble();
            assertThat(training.judge(fixtures.sft()).meanLoss()).isCloseTo(last, within(1e-4 * last));
            compare(fixtures, training, training.engine().read(training.all()), "adamw.param.");
        }
    }

    private static void gradients(Fixtures fixtures, TokenLoss loss, List<Example> batch, String name)
            throws Exception {
        try (BaseModel base = BaseModel.read(new CpuEngines(), fixtures.folder());
                LoraTraining training = training(fixtures, base, loss, plain())) {
            double expected = fixtures.expected().path(name).path("loss").asDouble();
            assertThat(training.judge(batch).meanLoss()).isCloseTo(expected, within(1e-4 * Math.abs(expected) + 1e-6));
            compare(fixtures, training, training.gradient(batch), name + ".grad.");
        }
    }

    private static void compare(Fixtures fixtures, LoraTraining training, float[] all, String prefix) throws Exception {
        for (Place place : training.layout().space().places()) {
            String module = LoraLayout.module(place);
            String name = LoraLayout.isA(place) ? PeftFolder.nameOfA(module) : PeftFolder.nameOfB(module);
            int from = (int) place.offset();
            float[] part = Arrays.copyOfRange(all, from, from + place.rows() * place.columns());
            close(part, fixtures.tensors().read(prefix + name).values(), name);
        }
    }

    private static LoraTraining training(Fixtures fixtures, BaseModel base, TokenLoss loss, Optimization optimization)
            throws Exception {
        return LoraTraining.from(base, fixtures.adapter(base), loss, optimization, Parallelism.of(1));
    }

    private static Optimization plain() {
        return Optimization.lora(LearningRate.constant(1e-3));
    }

    private static void close(float[] actual, float[] expected, String name) {
        assertThat(actual).as(name).hasSameSizeAs(expected);
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < actual.length; i++) {
            difference += Math.pow((double) actual[i] - expected[i], 2);
            norm += (double) expected[i] * expected[i];
        }
        assertThat(Math.sqrt(difference / norm)).as(name).isLessThan(TOLERANCE);
    }
}

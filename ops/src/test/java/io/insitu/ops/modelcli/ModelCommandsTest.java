package io.insitu.ops.modelcli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.schemas.model.AdapterDigest;
import io.insitu.schemas.model.LoraAdapter;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.schemas.model.ModelDigest;
import io.insitu.schemas.model.PeftFolder;
import io.insitu.schemas.model.RopeScaling;
import io.insitu.schemas.model.SafetensorsFile;
import io.insitu.trainer.engine.cpu.CpuEngines;
import io.insitu.trainer.loss.MaskedSft;
import io.insitu.trainer.step.BaseModel;
import io.insitu.trainer.step.FullTraining;
import io.insitu.trainer.step.LearningRate;
import io.insitu.trainer.step.LoraSpec;
import io.insitu.trainer.step.LoraTraining;
import io.insitu.trainer.step.Optimization;
import io.insitu.trainer.step.Parallelism;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCommandsTest {
    private static final ModelConfig BIASED = new ModelConfig(
            "llama", 40, 16, 2, 2, 1, 8, 24, 1e-5, 1e4, 64, true, false, RopeScaling.linear(4), true, true);

    @TempDir
    Path folder;

    private Path base;
    private Path adapter;

    @BeforeEach
    void aModelWithAnAdapter() throws Exception {
        base = folder.resolve("base");
        Optimization none = Optimization.lora(LearningRate.constant(1e-3));
        try (FullTraining training = FullTraining.fresh(new CpuEngines(), BIASED, 1, none, Parallelism.of(1))) {
            training.save(base);
        }
        adapter = base.resolve("adapter_init");
        try (BaseModel model = BaseModel.read(new CpuEngines(), base);
                LoraTraining training = LoraTraining.fresh(
                        model,
                        new LoraSpec(2, 4, List.of("q_proj", "down_proj"), true),
                        1,
                        new MaskedSft(),
                        none,
                        Parallelism.of(1))) {
            PeftFolder.write(adapter, training.adapter());
        }
    }

    @Test
    void anyFixtureFolderIsComputedCaseByCase() throws Exception {
        Files.writeString(
                base.resolve("cases.json"),
                "{\"forward\":{\"tokens\":[1,2,3]},\"dpo\":{\"beta\":0.1,\"pairs\":[["
                        + "{\"tokens\":[1,2,3],\"mask\":[0,1,1]},{\"tokens\":[1,4],\"mask\":[0,1]}]]}}");
        Path out = folder.resolve("out.json");
        Path grads = folder.resolve("out.safetensors");
        assertThat(Typed.of("model", "check-fixture", base, "--out", out, "--grads", grads)
                        .exitCode())
                .isZero();
        JsonNode values = new ObjectMapper().readTree(out.toFile()).path("values");
        assertThat(values.fieldNames()).toIterable().containsExactly("forward", "dpo");
        assertThat(values.at("/dpo/margins/0").asDouble()).isZero(); // B is zero: policy and reference are one
        assertThat(values.at("/dpo/loss").asDouble()).isEqualTo(Math.log(2), within(1e-9));
        assertThat(SafetensorsFile.open(grads).info("forward.base_logits").shape())
                .containsExactly(3, 40);
    }

    @Test
    void aFixtureThatCannotBeComputedLeavesNothingBehind() throws Exception {
        Files.writeString(base.resolve("cases.json"), "{\"forward\":{\"tokens\":[1,40]}}");
        Path out = folder.resolve("out.json");
        Typed typed = Typed.of("model", "check-fixture", base, "--out", out);
        assertThat(typed.exitCode()).isEqualTo(1);
        assertThat(typed.complaint()).contains("cases.json: token 40 at 1 is outside the vocabulary of 40");
        assertThat(out).doesNotExist();
    }

    @Test
    void logitsAreThoseOfTheBaseUntilAnAdapterHasLearnt() throws Exception {
        String bare = Typed.of("model", "logits", "--base", base, "--tokens", "1,2,3", "--json")
                .out();
        String adapted = Typed.of(
                        "model", "logits", "--base", base, "--adapter", adapter, "--tokens", "1,2,3", "--json")
                .out();
        ObjectMapper json = new ObjectMapper();
        assertThat(json.readTree(bare).path("logits")).hasSize(3);
        assertThat(json.readTree(adapted).path("logits"))
                .isEqualTo(json.readTree(bare).path("logits"));
        assertThat(json.readTree(adapted).path("adapterId").asText()).hasSize(32);
    }

    @Test
    void whatAModelIsAndNeedsIsToldBeforeAnythingIsLoaded() throws Exception {
        JsonNode told = new ObjectMapper()
                .readTree(Typed.of("model", "inspect", base, "--threads", 2, "--json")
                        .out());
        assertThat(told.path("family").asText()).isEqualTo("llama");
        assertThat(told.path("digest").asText()).isEqualTo(ModelDigest.of(base));
        assertThat(told.path("hidden").asInt()).isEqualTo(16);
        assertThat(told.path("rope").asText()).isEqualTo("linear");
        assertThat(told.path("storedAs").asText()).isEqualTo("float32");
        try (BaseModel model = BaseModel.read(new CpuEngines(), base)) {
            assertThat(told.path("parameters").asLong()).isEqualTo(model.parameters());
        }
        int wide = new ObjectMapper()
                .readTree(Typed.of(
                                "model", "inspect", base, "--threads", 2, "--tokens", 65536, "--sequence", 64, "--json")
                        .out())
                .path("trainMb")
                .asInt();
        assertThat(wide).isGreaterThanOrEqualTo(told.path("trainMb").asInt());
        assertThat(Typed.of("model", "inspect", base, "--sequence", 65).complaint())
                .contains("--sequence 65: the model reads 64")
                .hasLineCount(1);
        assertThat(Typed.of("model", "inspect", base, "--rank", 0).exitCode()).isEqualTo(2);
    }

    @Test
    void adaptersOfOneBaseHaveAnAverageThatCanBeUsed() throws Exception {
        Path average = folder.resolve("average");
        JsonNode told = new ObjectMapper()
                .readTree(Typed.of("adapter", "average", adapter, adapter, "--out", average, "--rank", "all", "--json")
                        .out());
        assertThat(told.path("rank").asInt()).isEqualTo(4);
        assertThat(told.path("residual").asDouble()).isZero();
        assertThat(told.path("of")).hasSize(2);
        assertThat(told.path("adapterId").asText()).isEqualTo(AdapterDigest.of(PeftFolder.read(average)));
        assertThat(Typed.of("model", "logits", "--base", base, "--adapter", average, "--tokens", "1,2")
                        .exitCode())
                .isZero();
        assertThat(Typed.of("adapter", "average", adapter, "--out", average).complaint())
                .contains("is there already")
                .hasLineCount(1);
        Path other = folder.resolve("other");
        for (String options : List.of("--rank x", "--rank 0", "--rank 2 --separately")) {
            List<Object> words = new ArrayList<>(List.of("adapter", "average", adapter, "--out", other));
            words.addAll(List.of(options.split(" ")));
            assertThat(Typed.of(words.toArray()).exitCode()).as(options).isEqualTo(2);
        }
        assertThat(other).doesNotExist();
    }

    @Test
    void anAdapterOfAnotherBaseIsRefusedByFile() throws Exception {
        LoraAdapter own = PeftFolder.read(adapter);
        Path other = folder.resolve("other");
        PeftFolder.write(other, own.onBase("0123456789abcdef0123456789abcdef"));
        Typed typed = Typed.of("model", "logits", "--base", base, "--adapter", other, "--tokens", "1");
        assertThat(typed.exitCode()).isEqualTo(1);
        assertThat(typed.complaint())
                .contains("adapter_config.json: base_model_name_or_path is the model 0123456789abcdef0123456789abcdef")
                .hasLineCount(1);
    }
}

package io.insitu.ops.modelcli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.schemas.model.ModelDigest;
import io.insitu.schemas.model.ModelWeights;
import io.insitu.schemas.model.PeftFolder;
import io.insitu.schemas.model.SafetensorsWriter;
import io.insitu.schemas.model.Tensor;
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
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a damaged model folder, adapter or fixture is answered with on the command line. */
class BrokenModelTest {
    private static final String NORM = "model.norm.weight";
    private static final String SEQUENCES = "\"sequences\":[{\"tokens\":[1,2,3],\"mask\":[0,1,1]}]";

    @TempDir
    Path folder;

    private Path base;

    @BeforeEach
    void aModelWithAnAdapter() throws Exception {
        base = folder.resolve("base");
        Optimization any = Optimization.lora(LearningRate.constant(1));
        ModelConfig tiny = ModelConfig.llama(40, 16, 2, 2, 1, 24, 64);
        try (FullTraining training = FullTraining.fresh(new CpuEngines(), tiny, 1, any, Parallelism.of(1))) {
            training.save(base);
        }
        try (BaseModel model = BaseModel.read(new CpuEngines(), base);
                LoraTraining training = LoraTraining.fresh(
                        model, LoraSpec.everywhere(2, 4), 1, new MaskedSft(), any, Parallelism.of(1))) {
            PeftFolder.write(base.resolve("adapter_init"), training.adapter());
        }
    }

    @Test
    void inspectSaysWhichWeightIsNoFiniteNumberAndSucceeds() throws Exception {
        JsonNode sound = inspected();
        assertThat(sound.path("finite").asBoolean()).isTrue();
        assertThat(sound.has("notFinite")).isFalse();
        ModelWeights weights = ModelWeights.of(base);
        SortedMap<String, Tensor> tensors = new TreeMap<>();
        for (String name : weights.names()) {
            tensors.put(name, weights.read(name));
        }
        tensors.get(NORM).values()[3] = Float.NaN;
        tensors.get("model.embed_tokens.weight").values()[5] = Float.POSITIVE_INFINITY;
        SafetensorsWriter.write(base.resolve("model.safetensors"), tensors);

        JsonNode broken = inspected();
        assertThat(broken.path("finite").isBoolean()).isTrue();
        assertThat(broken.path("finite").asBoolean()).isFalse();
        assertThat(broken.path("notFinite").asText())
                .isEqualTo(
                        base.resolve("model.safetensors") + ": model.embed_tokens.weight holds Infinity at element 5");
        assertThat(broken.path("notFiniteTensors").asInt()).isEqualTo(2);
        assertThat(broken.path("digest").asText()).isEqualTo(ModelDigest.of(base));
        assertThat(Typed.of("model", "inspect", base).out())
                .containsPattern("(?m)^finite +false$")
                .contains("model.embed_tokens.weight holds Infinity at element 5");
    }

    private JsonNode inspected() throws Exception {
        Typed typed = Typed.of("model", "inspect", base, "--json");
        assertThat(typed.exitCode()).as(typed.complaint()).isZero();
        return new ObjectMapper().readTree(typed.out());
    }

    @ParameterizedTest
    @CsvSource({"config.json", "model.safetensors"})
    void aFolderWhereAFileShouldBeIsNamed(String name) throws Exception {
        Path file = base.resolve(name);
        Files.delete(file);
        Files.createDirectory(file);
        Typed typed = Typed.of("model", "inspect", base);
        assertThat(typed.exitCode()).isEqualTo(1);
        assertThat(typed.complaint())
                .contains(file + ": is a folder, not a file")
                .hasLineCount(1);
    }

    @Test
    void anAdapterWhoseBaseWasChangedIsRefused() throws Exception {
        Path config = base.resolve("adapter_init/adapter_config.json");
        String text = Files.readString(config);
        String plain = "\"init_lora_weights\" : true";
        assertThat(text).contains(plain);
        Files.writeString(config, text.replace(plain, "\"init_lora_weights\" : \"pissa\""));
        Typed typed = Typed.of(
                "model", "logits", "--base", base, "--adapter", base.resolve("adapter_init"), "--tokens", "1,2");
        assertThat(typed.exitCode()).isEqualTo(1);
        assertThat(typed.complaint())
                .contains("adapter_config.json: init_lora_weights \"pissa\" is not implemented")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"adamw\":{ADAMW,\"steps\":0}}   | adamw: steps must be a whole number from 1 to 100000, was 0",
                "{\"adamw\":{ADAMW,\"steps\":2.5}} | adamw: steps must be a whole number from 1 to 100000, was 2.5",
                "{\"nft\":{\"neg_weight\":\"2\",\"groups\":[]}} | nft: neg_weight must be a number from 0, was \"2\"",
                "{\"nft\":{\"neg_wieght\":2,\"groups\":[]}} | nft: neg_wieght: no such field here; known are groups, neg_weight, clamp_negative, norm",
                "{\"adamw\":{\"beta_1\":0.5,ADAMW}} | adamw: beta_1: no such field here",
                "{\"sft\":{\"sequences\":[{\"tokens\":[1,2],\"mask\":[0,1],\"masks\":[1,1]}]}} | sft, sequence 1: masks: no such field here; known are tokens, mask, reward, old_logps",
                "{\"forward\":{\"tokens\":[1]}} {}  | not JSON"
            })
    void nonsenseInAFixtureIsOneLineAndLeavesNothing(String cases, String reason) throws Exception {
        String adamw = "\"lr\":0.01,\"beta1\":0.9,\"beta2\":0.99,\"eps\":1e-8,\"weight_decay\":0,\"max_grad_norm\":1,";
        Files.writeString(base.resolve("cases.json"), cases.replace("ADAMW", adamw + SEQUENCES));
        Path out = folder.resolve("out.json");
        Typed typed = Typed.of("model", "check-fixture", base, "--out", out);
        assertThat(typed.exitCode()).isEqualTo(1);
        assertThat(typed.complaint())
                .contains(base.resolve("cases.json") + ": " + reason)
                .hasLineCount(1);
        assertThat(folder.toFile().list()).containsExactly("base");
    }
}

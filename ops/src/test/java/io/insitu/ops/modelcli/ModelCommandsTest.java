package io.insitu.ops.modelcli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    private static final String SEQUENCES = "\"sequences\":[{\"tokens\":[1,2,3],\"mask\":[0,1,1]}]";
    private static final String GROUPS =
            "\"groups\":[[{\"tokens\":[1,2],\"mask\":[0,1],\"reward\":1,\"old_logps\":[-3]},"
                    + "{\"tokens\":[1,3],\"mask\":[0,1],\"reward\":0,\"old_logps\":[-3]}]]";
    private static final String ADAMW =
            "\"steps\":2,\"lr\":0.01,\"beta1\":0.9,\"beta2\":0.99,\"eps\":1e-8,\"weight_decay\":0,\"max_grad_norm\":1";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"forward\":{\"tokens\":[1]},\"nft\":{}}        | forward | nft is left out: no groups of its own, and no grpo",
                "{\"forward\":{\"tokens\":[1]},\"adamw\":{ADAMW}} | forward | adamw is left out: no sequences of its own, and no sft",
                "{\"forward\":{\"tokens\":[1]},\"dpo\":{}}        | forward | dpo is left out: no pairs",
                "{\"forward\":{\"tokens\":[1]},\"ftw\":{}}        | forward | ftw is left out: no such case; [forward, sft,",
                "{\"forward\":{\"tokens\":[1]},\"grpo_token\":{}} | forward | grpo_token is left out: not read; grpo_token and grpo_sequence are both computed from the case grpo"
            })
    void aCaseWithoutDataIsLeftOutAndSaidAndTheOthersAreWritten(String cases, String computed, String said)
            throws Exception {
        Path out = folder.resolve("out.json");
        Typed typed = fixture(cases, "--out", out);
        assertThat(typed.exitCode()).as(typed.complaint()).isZero();
        assertThat(typed.complaint()).contains("cases.json: ").contains(said).hasLineCount(1);
        JsonNode root = new ObjectMapper().readTree(out.toFile());
        assertThat(root.path("values").fieldNames()).toIterable().containsExactly(computed);
        assertThat(root.path("left_out")).hasSize(1);
    }

    @Test
    void aCaseWithDataOfItsOwnUsesThem() throws Exception {
        JsonNode values = values("{\"nft\":{" + GROUPS + "}}");
        assertThat(values.fieldNames()).toIterable().containsExactly("nft");
        values = values("{\"adamw\":{" + ADAMW + "," + SEQUENCES + "}}");
        assertThat(values.at("/adamw/losses")).hasSize(2);
        String other = SEQUENCES.replace("[1,2,3]", "[4,5,6]");
        values = values("{\"sft\":{" + SEQUENCES + "},\"sft_packed\":{" + other + "},\"adamw\":{" + ADAMW + "}}");
        assertThat(values.at("/adamw/losses/0")).isEqualTo(values.at("/sft/loss"));
        assertThat(values.at("/sft_packed/loss").asDouble())
                .isNotCloseTo(values.at("/sft/loss").asDouble(), within(1e-3));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                       | there is nothing to do",
                "{\"nft\":{}}           | there is nothing to do, because nft has no groups of its own, and no grpo to take them from",
                "{\"nft\":{},\"dpo\":{}} | there is nothing to do, because dpo has no pairs; nft has no groups",
                "{\"forward\":{\"tokens\":[1,40]}} | forward, the sequence: token 1 is 40; ids of this model's vocabulary are 0 to 39",
                "{\"forward\":{\"tokens\":[]}} | forward, the sequence: has no tokens",
                "{\"dpo\":null}         | dpo: must be an object, was null",
                "{\"dpo\":{\"pairs\":[]}} | dpo: beta must be a number above 0, and is missing",
                "{\"grpo\":{\"eps_low\":0.2,\"eps_high\":0.2,\"kl_beta\":0,\"groups\":[[{\"tokens\":[1,2],\"mask\":[0,1],\"reward\":1,\"old_logps\":[-1]}]]}} | grpo: group 1 has one attempt; there is nothing to compare it with",
                "{\"nft\":{\"groups\":[[]]}} | nft: group 1 has no attempt"
            })
    void aFixtureThatMakesNoSenseIsOneLineAndLeavesNothing(String cases, String reason) throws Exception {
        Typed typed = fixture(cases, "--out", folder.resolve("o.json"), "--grads", folder.resolve("g.st"));
        assertThat(typed.exitCode()).isEqualTo(1);
        assertThat(typed.complaint()).contains("cases.json: ").contains(reason).hasLineCount(1);
        assertThat(folder.toFile().list()).containsExactly("base");
    }

    @Test
    void placesAreLookedAtBeforeAnythingIsComputed() throws Exception {
        String cases = "{\"forward\":{\"tokens\":[1]}}";
        Path grads = folder.resolve("g.st");
        for (Path out : List.of(folder.resolve("nodir/x"), base, grads)) {
            Typed typed = fixture(cases, "--grads", grads, "--out", out);
            assertThat(typed.exitCode()).as(typed.complaint()).isEqualTo(2);
            assertThat(typed.complaint()).contains("--").hasLineCount(1);
            assertThat(folder.toFile().list()).containsExactly("base");
        }
        assertThat(fixture(cases, "--grads", base, "--out", grads).exitCode()).isEqualTo(2);
        assertThat(folder.toFile().list()).containsExactly("base");
    }

    @Test
    void filesThatBelongTogetherAppearTogetherOrNotAtAll() throws Exception {
        Path one = folder.resolve("one");
        Path two = folder.resolve("two");
        Together files = new Together();
        files.promise("--out", one);
        files.promise("--grads", two);
        Map<Path, Together.Writer> writers = new LinkedHashMap<>();
        writers.put(one, place -> Files.writeString(place, "whole"));
        writers.put(two, place -> {
            Files.writeString(place, "ha");
            throw new IOException("the disk is full");
        });
        assertThatThrownBy(() -> files.write(writers)).hasMessage("the disk is full");
        assertThat(folder.toFile().list()).containsExactly("base");
    }

    private JsonNode values(String cases) throws Exception {
        Typed typed = fixture(cases);
        assertThat(typed.exitCode()).as(typed.complaint()).isZero();
        return new ObjectMapper().readTree(typed.out()).path("values");
    }

    private Typed fixture(String cases, Object... more) throws Exception {
        Files.writeString(base.resolve("cases.json"), cases.replace("ADAMW", ADAMW));
        List<Object> words = new ArrayList<>(List.of("model", "check-fixture", base));
        words.addAll(List.of(more));
        return Typed.of(words.toArray());
    }

    @Test
    void aFixtureThatCannotBeComputedLeavesNothingBehind() throws Exception {
        Files.writeString(base.resolve("cases.json"), "{\"forward\":{\"tokens\":[1,40]}}");
        Path out = folder.resolve("out.json");
        Typed typed = Typed.of("model", "check-fixture", base, "--out", out);
        assertThat(typed.exitCode()).isEqualTo(1);
        assertThat(typed.complaint()).contains("cases.json: forward, the sequence: token 1 is 40;");
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
    void logitsOfASequenceThatDoesNotFitAreRefusedBeforeTheModelIsRead() throws Exception {
        int tokens = 40_000;
        Files.writeString(
                base.resolve("config.json"),
                Files.readString(base.resolve("config.json"))
                        .replace("\"max_position_embeddings\" : 64", "\"max_position_embeddings\" : 99999")
                        .replace("\"num_hidden_layers\" : 2", "\"num_hidden_layers\" : 512"));
        Typed typed = Typed.of("model", "logits", "--base", base, "--tokens", "1,".repeat(tokens - 1) + "1");
        assertThat(typed.exitCode()).isEqualTo(2);
        assertThat(typed.complaint())
                .contains("--tokens: one sequence of 40000 tokens needs about ")
                .hasLineCount(1);
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
                .contains("--sequence 65: the model reads 64 tokens; give a whole number from 1 to 64")
                .hasLineCount(1);
        assertThat(Typed.of("model", "inspect", base, "--rank", 0).exitCode()).isEqualTo(2);
    }

    @Test
    void inspectStatesTheMemoryOfTheLinearsThatAreChosen() throws Exception {
        int all = inspected("--rank", 2048).path("adapterMb").asInt();
        JsonNode few = inspected("--rank", 2048, "--targets", "q_proj,v_proj");
        assertThat(few.path("trainTargets").asText()).isEqualTo("q_proj,v_proj");
        assertThat(inspected("--rank", 2048, "--targets", "all")
                        .path("adapterMb")
                        .asInt())
                .isEqualTo(all);
        assertThat(few.path("adapterMb").asInt()).isBetween(1, all / 2);
        assertThat(Typed.of("model", "inspect", base, "--targets", "q_proj,gate")
                        .complaint())
                .contains("--targets q_proj,gate: known are [q_proj,")
                .hasLineCount(1);
    }

    private JsonNode inspected(Object... more) throws Exception {
        List<Object> words = new ArrayList<>(List.of("model", "inspect", base, "--threads", 2, "--json"));
        words.addAll(List.of(more));
        return new ObjectMapper().readTree(Typed.of(words.toArray()).out());
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
    void whatHasNoAverageIsNamedByItsFolder() throws Exception {
        Path other = folder.resolve("other");
        PeftFolder.write(other, PeftFolder.read(adapter).onBase("0123456789abcdef0123456789abcdef"));
        Typed typed = Typed.of("adapter", "average", adapter, adapter, other, "--out", folder.resolve("average"));
        assertThat(typed.exitCode()).isEqualTo(1);
        assertThat(typed.complaint())
                .contains(other + " is of base 0123456789abcdef0123456789abcdef, " + adapter + " of ")
                .contains("adapters of two bases have no average")
                .hasLineCount(1);
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

package io.insitu.ops.modelcli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.connectors.serving.AgentRuntime;
import io.insitu.connectors.serving.Conversation;
import io.insitu.connectors.serving.RuntimeOptions;
import io.insitu.schemas.model.LoraAdapter;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.schemas.model.PeftFolder;
import io.insitu.schemas.model.SafetensorsFile;
import io.insitu.trainer.engine.cpu.CpuEngines;
import io.insitu.trainer.loss.MaskedSft;
import io.insitu.trainer.step.BaseModel;
import io.insitu.trainer.step.Example;
import io.insitu.trainer.step.FullTraining;
import io.insitu.trainer.step.LearningRate;
import io.insitu.trainer.step.LoraSpec;
import io.insitu.trainer.step.LoraTraining;
import io.insitu.trainer.step.Optimization;
import io.insitu.trainer.step.Parallelism;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is trained is what is served: both engines read one folder and say the same. */
class ServedModelTest {
    private static final int VOCABULARY = 40;
    private static final int[] TOKENS = {1, 2, 3, 5, 8, 13, 21, 34, 4, 9};

    @TempDir
    Path folder;

    private Path base;
    private Path adapter;
    private float[] baseLogits;
    private float[] adaptedLogits;

    @BeforeEach
    void aModelAndAnAdapterThatHasLearnt() throws Exception {
        base = folder.resolve("base");
        adapter = folder.resolve("adapter");
        Optimization fast = Optimization.lora(LearningRate.constant(1e-2));
        ModelConfig config = ModelConfig.llama(VOCABULARY, 32, 2, 4, 2, 48, 64);
        try (FullTraining training = FullTraining.fresh(new CpuEngines(), config, 1, fast, Parallelism.of(1))) {
            training.save(base);
        }
        try (BaseModel model = BaseModel.read(new CpuEngines(), base);
                LoraTraining training = LoraTraining.fresh(
                        model, LoraSpec.everywhere(4, 8), 1, new MaskedSft(), fast, Parallelism.of(1))) {
            for (int step = 0; step < 40; step++) {
                training.step(List.of(Example.imitate(new int[] {1, 2, 7, 7, 7}, new float[] {0, 1, 1, 1, 1})));
            }
            PeftFolder.write(adapter, training.adapter());
            baseLogits = training.referenceLogits(TOKENS);
            adaptedLogits = training.logits(TOKENS);
        }
    }

    @Test
    void theServedModelHasTheLogitsOfTheTrainingEngine() throws Exception {
        LoraAdapter learnt = PeftFolder.read(adapter);
        try (AgentRuntime runtime = AgentRuntime.open(base, RuntimeOptions.defaults())) {
            agree(runtime, AgentRuntime.BASE, baseLogits);
            agree(runtime, runtime.load(learnt), adaptedLogits);
        }
    }

    private static void agree(AgentRuntime runtime, String adapterId, float[] expected) {
        try (Conversation steps = runtime.beginWith(adapterId);
                Conversation whole = runtime.beginWith(adapterId)) {
            for (int t = 0; t < TOKENS.length; t++) {
                close(steps.logitsAfter(new int[] {TOKENS[t]}), expected, t);
            }
            close(whole.logitsAfter(TOKENS), expected, TOKENS.length - 1);
        }
    }

    private static void close(float[] seen, float[] expected, int row) {
        for (int v = 0; v < VOCABULARY; v++) {
            assertThat(seen[v]).isCloseTo(expected[row * VOCABULARY + v], within(1e-4f));
        }
    }

    @Test
    void generatingGreedilySaysWhatTheEngineExpects() throws Exception {
        for (Path one : new Path[] {null, adapter}) {
            JsonNode said = json(generate(one, "--tokens", "1,2,3,5,8,13,21,34,4,9", "--max-tokens", 1, "--json"));
            float[] logits = one == null ? baseLogits : adaptedLogits;
            int best = 0;
            for (int v = 0; v < VOCABULARY; v++) {
                best = logits[9 * VOCABULARY + v] > logits[9 * VOCABULARY + best] ? v : best;
            }
            assertThat(said.at("/tokens/0").asInt()).isEqualTo(best);
            assertThat(said.path("adapterId").asText().isEmpty()).isEqualTo(one == null);
            assertThat(said.path("finish").asText()).isEqualTo("max_tokens");
        }
        assertThat(generate(adapter, "--tokens", "1,2", "--max-tokens", 3).out().strip())
                .isEqualTo("7 7 7");
    }

    @Test
    void aSeedDrawsTheSameTokensAgain() throws Exception {
        Object[] asked = {"--tokens", "1,2", "--max-tokens", 20, "--temperature", 1, "--seed", 5, "--json"};
        JsonNode first = json(generate(null, asked));
        assertThat(json(generate(null, asked))).isEqualTo(first);
        asked[7] = 6;
        assertThat(json(generate(null, asked)).path("tokens")).isNotEqualTo(first.path("tokens"));
        assertThat(first.path("logProbs").size()).isEqualTo(20);
    }

    @Test
    void wordsAreReadAndWrittenByTheModelsOwnVocabulary() throws Exception {
        StringBuilder words = new StringBuilder("{\"w0\":0");
        for (int id = 1; id < VOCABULARY; id++) {
            words.append(",\"w").append(id).append("\":").append(id);
        }
        Files.writeString(base.resolve("vocab.json"), words + "}");
        assertThat(generate(adapter, "--prompt", "w1 w2", "--max-tokens", 2)
                        .out()
                        .strip())
                .isEqualTo("w7 w7");
        assertThat(generate(adapter, "--user", "w1 w2", "--max-tokens", 2).out().strip())
                .isEqualTo("w7 w7");
        Typed unknown = generate(null, "--prompt", "meow");
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.complaint()).contains("\"meow\" is not among").hasLineCount(1);
    }

    @Test
    void anExportedGraphLiesOverTheModelsOwnWeights() throws Exception {
        for (String profile : List.of("standard", "plain", "runtime")) {
            Path out = base.resolve(profile + ".onnx");
            Typed typed = Typed.of(
                    "model",
                    "export-onnx",
                    "--base",
                    base,
                    "--out",
                    out,
                    "--profile",
                    profile,
                    "--adapter",
                    adapter,
                    "--json");
            assertThat(typed.complaint()).isEmpty();
            JsonNode told = new ObjectMapper().readTree(typed.out());
            assertThat(told.path("weights").toString()).isEqualTo("{\"model.safetensors\":\"in_place\"}");
            assertThat(told.path("graphBytes").asLong()).isEqualTo(Files.size(out));
            assertThat(SafetensorsFile.open(base.resolve(profile + ".onnx.adapter.safetensors"))
                            .info("layer.0.qkv.A")
                            .shape())
                    .containsExactly(32, 12);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.safetensors", "config.json"})
    void aGraphTakesThePlaceOfNothingThatAModelConsistsOf(String name) throws Exception {
        byte[] before = Files.readAllBytes(base.resolve(name));
        Typed typed = Typed.of("model", "export-onnx", "--base", base, "--out", base.resolve(name));
        assertThat(typed.exitCode()).isEqualTo(2);
        assertThat(typed.complaint())
                .contains("--out " + base.resolve(name) + " is there and, by its name, belongs to a model")
                .hasLineCount(1);
        assertThat(Files.readAllBytes(base.resolve(name))).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "generate --tokens 1 --temperature -1 | 2 | --temperature -1: 0 takes the likeliest token, more draws more evenly; give a finite number from 0",
                "generate --tokens 1 --max-tokens 0 | 2 | --max-tokens 0: no token is no answer; give a whole number from 1",
                "generate --tokens 1 --threads 0 | 2 | --threads 0: somebody must do the work; give a whole number from 1",
                "generate --tokens 1 --top-k -1 | 2 | --top-k -1: it counts tokens to draw from, 0 for all",
                "generate --tokens 1 --top-p 0 | 2 | --top-p 0: it is a probability; give a number above 0 and up to 1",
                "generate | 2 | Missing required argument",
                "generate --tokens 1 --prompt x | 2 | mutually exclusive",
                "generate --tokens 40 | 2 | token 40 is outside the vocabulary of 40",
                "logits --tokens 1,40 | 2 | --tokens: token 40 is outside the vocabulary of 40",
                "logits --tokens -1 | 2 | --tokens: token -1 is outside the vocabulary of 40",
                "generate --prompt x | 1 | neither tokenizer.json nor vocab.json; give token ids",
                "generate --tokens 1 --adapter /nowhere | 2 | --adapter /nowhere is no folder",
                "export-onnx --out /nowhere/m.onnx | 2 | /nowhere is no folder",
                "export-onnx --out m.onnx --positions 65 | 2 | --positions must be from 1 to 64",
                "export-onnx --out m.onnx --profile new | 2 | Invalid value for option '--profile'",
                "serve --token-file /nowhere | 2 | --token-file /nowhere: cannot be read",
                "serve --threads 0 | 2 | --threads 0: somebody must do the work; give a whole number from 1",
                "serve --context -1 | 2 | --context -1: it counts tokens",
                "serve --concurrent 0 | 2 | --concurrent 0: somebody must be answered",
                "serve --queued -1 | 2 | --queued -1: it counts requests that wait; give a whole number from 0",
                "serve --cache-mb 0 | 2 | --cache-mb 0: keys and values must lie somewhere",
                "serve --adapter a@b=x | 2 | --adapter a@b: a name of its own is needed",
            })
    void whatCannotBeDoneIsOneLine(String line, int exitCode, String reason) {
        String[] words = line.split(" ");
        Object[] all = new Object[words.length + 3];
        all[0] = "model";
        System.arraycopy(words, 0, all, 1, words.length);
        all[words.length + 1] = "--base";
        all[words.length + 2] = base;
        Typed typed = Typed.of(all);
        assertThat(typed.complaint()).startsWith("insitu: ").contains(reason).hasLineCount(1);
        assertThat(typed.exitCode()).isEqualTo(exitCode);
    }

    @Test
    void anAdapterOfAnotherShapeIsRefused() throws Exception {
        Path other = folder.resolve("other");
        try (FullTraining training = FullTraining.fresh(
                new CpuEngines(),
                ModelConfig.llama(VOCABULARY, 16, 2, 2, 1, 24, 64),
                1,
                Optimization.lora(LearningRate.constant(1)),
                Parallelism.of(1))) {
            training.save(other);
        }
        Typed typed = Typed.of("model", "generate", "--base", other, "--adapter", adapter, "--tokens", "1");
        assertThat(typed.exitCode()).isEqualTo(1);
        assertThat(typed.complaint())
                .contains("adapter_config.json: base_model_name_or_path is the model")
                .hasLineCount(1);
    }

    private Typed generate(Path adapter, Object... more) {
        int own = adapter == null ? 4 : 6;
        Object[] all = new Object[own + more.length];
        System.arraycopy(new Object[] {"model", "generate", "--base", base}, 0, all, 0, 4);
        if (adapter != null) {
            all[4] = "--adapter";
            all[5] = adapter;
        }
        System.arraycopy(more, 0, all, own, more.length);
        return Typed.of(all);
    }

    private static JsonNode json(Typed typed) throws Exception {
        assertThat(typed.complaint()).isEmpty();
        assertThat(typed.exitCode()).isZero();
        return new ObjectMapper().readTree(typed.out());
    }
}

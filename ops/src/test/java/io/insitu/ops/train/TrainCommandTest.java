package io.insitu.ops.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.connectors.text.ModelText;
import io.insitu.ops.TinyTokenizer;
import io.insitu.ops.modelcli.Typed;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.schemas.model.PeftFolder;
import io.insitu.trainer.engine.cpu.CpuEngines;
import io.insitu.trainer.engine.cuda.Cuda;
import io.insitu.trainer.engine.cuda.Presence;
import io.insitu.trainer.step.FullTraining;
import io.insitu.trainer.step.LearningRate;
import io.insitu.trainer.step.Optimization;
import io.insitu.trainer.step.Parallelism;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainCommandTest {
    private static final String ATTEMPT = "{\"group\":\"g\",\"tokens\":[1,2,3],\"mask\":[0,1,1],\"reward\":%s%s}";

    @TempDir
    Path folder;

    private Path base;
    private Path data;
    private Path out;

    @BeforeEach
    void aBase() throws Exception {
        base = folder.resolve("base");
        data = folder.resolve("data.jsonl");
        out = folder.resolve("out");
        ModelConfig shape = ModelConfig.llama(40, 16, 2, 2, 1, 24, 64);
        Optimization none = Optimization.lora(LearningRate.constant(1));
        try (FullTraining training = FullTraining.fresh(new CpuEngines(), shape, 1, none, Parallelism.of(1))) {
            training.save(base);
        }
    }

    @Test
    void equalDataAndSeedGiveEqualBytesOnAnyNumberOfThreads() throws Exception {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            lines.add("{\"tokens\":[1," + i % 40 + ",3,4,5,6,7,8],\"mask\":[0,1,1,1,1,0,1,1],\"weight\":0.5}");
        }
        Files.write(data, lines);
        byte[] expected = null;
        for (int run = 0; run < 6; run++) { // 1, 2 and 4 threads, twice
            int threads = 1 << run % 3;
            Path place = folder.resolve("out-" + run);
            Typed typed = train("sft", place, "--threads", threads, "--epochs", 2, "--lr", "1e-2", "--json");
            assertThat(typed.exitCode()).as(typed.complaint()).isZero();
            byte[] bytes = Files.readAllBytes(place.resolve("adapter_model.safetensors"));
            expected = expected == null ? bytes : expected;
            assertThat(bytes).isEqualTo(expected);
            JsonNode report = new ObjectMapper().readTree(typed.out());
            assertThat(report.path("steps").asInt()).isEqualTo(10);
            assertThat(report.path("lossLast").asDouble())
                    .isLessThan(report.path("lossFirst").asDouble());
            assertThat(new ObjectMapper()
                            .readTree(place.resolve("training.json").toFile()))
                    .isEqualTo(report);
        }
    }

    @Test
    void aPreferredAnswerGainsOnTheRejectedOne() throws Exception {
        Files.writeString(
                data,
                "{\"chosen\":{\"tokens\":[1,2,3],\"mask\":[0,1,1]},\"rejected\":{\"tokens\":[1,5,6],\"mask\":[0,1,1]}}\n");
        JsonNode report = report("dpo", "--epochs", 30, "--lr", "2e-2");
        assertThat(report.path("lossFirst").asDouble()).isCloseTo(Math.log(2), within(1e-6));
        assertThat(report.path("marginLast").asDouble()).isGreaterThan(0.2);
        assertThat(report.path("kl").asDouble()).isPositive();
    }

    @Test
    void groupsWithoutSpreadAreDroppedAndAParentIsGrownFrom() throws Exception {
        Files.write(
                data,
                List.of(
                        ATTEMPT.formatted("1", ""),
                        ATTEMPT.formatted("0", "").replace("2,3", "7,8"),
                        ATTEMPT.formatted("1", "").replace("\"g\"", "\"dull\""),
                        ATTEMPT.formatted("1", "").replace("\"g\"", "\"dull\"")));
        JsonNode first =
                report("grpo", "--kl", "0.1", "--on-policy", "--rank", 2, "--targets", "q_proj,v_proj", "--rslora");
        assertThat(first.path("groupsDropped").asInt()).isEqualTo(1);
        assertThat(first.path("attempts").asInt()).isEqualTo(2);
        Path child = folder.resolve("child");
        Typed typed = train("nft", child, "--adapter", out, "--json");
        assertThat(typed.exitCode()).as(typed.complaint()).isZero();
        assertThat(new ObjectMapper().readTree(typed.out()).path("parentAdapterId"))
                .isEqualTo(first.path("adapterId"));
        assertThat(PeftFolder.read(child).rankStabilised()).isTrue();
    }

    @Test
    void messagesBecomeTokensAndWhatTheAssistantSaysIsLearnt() throws Exception {
        TinyTokenizer.in(base);
        try (ModelText text = ModelText.of(base)) {
            Sequence sequence = ChatTokens.of(
                    text,
                    new ObjectMapper()
                            .readTree(
                                    "[{\"role\":\"user\",\"content\":\"good day\"},{\"role\":\"assistant\",\"content\":\"day\"}]"));
            // <|im_start|> user good day <|im_end|> <|im_start|> assistant day <|im_end|>
            assertThat(sequence.tokens()).containsExactly(1, 3, 5, 6, 2, 1, 4, 6, 2);
            assertThat(sequence.weights()).containsExactly(0, 0, 0, 0, 0, 0, 0, 1, 1);
        }
        Files.writeString(
                data,
                "{\"messages\":[{\"role\":\"user\",\"content\":\"good\"},{\"role\":\"assistant\",\"content\":\"day\"}]}\n");
        assertThat(report("sft").path("targetTokens").asInt()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "sft  | {                                        | data.jsonl:1: not one JSON object: Unexpected end-of-input: expected close marker for Object (opened in column 1), column 2",
                "sft  | {\"text\":\"x\"}                         | data.jsonl:1: text: no such field here",
                "sft  | {\"weight\":1}                         | data.jsonl:1: tokens: a list of token ids is missing",
                "sft  | {\"tokens\":[1,40],\"mask\":[0,1]}       | data.jsonl:1: tokens: 40 at 1 is outside the vocabulary of 40",
                "sft  | {\"tokens\":[1,-1],\"mask\":[0,1]}       | outside the vocabulary",
                "sft  | {\"tokens\":[1,2],\"mask\":[1]}          | mask: 2 tokens need as many entries, there are 1",
                "sft  | {\"tokens\":[1,2],\"mask\":[1,0]}        | no token behind the first is a target",
                "sft  | {\"tokens\":[1,2],\"mask\":[0,\"x\"]}    | mask: entry 1 is \"x\"",
                "sft  | {\"tokens\":[1,2],\"mask\":[0,\"1\"]}    | data.jsonl:1: mask: entry 1 is \"1\"; the weight of a token is a finite number from 0",
                "sft  | {\"tokens\":[1,2],\"mask\":[0,-1]}       | data.jsonl:1: mask: entry 1 is -1; the weight of a token is a finite number from 0",
                "sft  | {\"tokens\":[1,2],\"mask\":[0,1e99]}     | data.jsonl:1: mask: entry 1 is 1.0E99",
                "grpo | {\"group\":\"g\",\"tokens\":[1,2,3],\"mask\":[0,1,-0.5],\"reward\":-1} | data.jsonl:1: mask: entry 2 is -0.5",
                "dpo  | {\"chosen\":{\"tokens\":[1,2],\"mask\":[0,1]},\"rejected\":{\"tokens\":[1,40],\"mask\":[0,1]}} | data.jsonl:1: rejected: tokens: 40 at 1 is outside the vocabulary of 40",
                "sft  | {\"tokens\":[1,2],\"mask\":[0,1],\"weight\":-2} | data.jsonl:1: weight: is -2; it must be above 0",
                "sft  | {\"tokens\":[1,2],\"mask\":[0,1],\"weight\":0} | data.jsonl:1: weight: is 0; it must be above 0",
                "sft  | {\"tokens\":[1,2],\"mask\":[0,1e30],\"weight\":1e30} | data.jsonl:1: weight: times entry 1 of mask it is beyond float32",
                "sft  | {\"tokens\":[1,2.5],\"mask\":[0,1]}      | data.jsonl:1: tokens: entry 1 is 2.5, which is no token id",
                "sft  | {\"messages\":[]}                        | data.jsonl:1: messages: must be a list of {role, content}",
                "sft  | {\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]} | neither tokenizer.json nor vocab.json; give token ids",
                "dpo  | {\"chosen\":{\"tokens\":[1,2],\"mask\":[0,1]}} | rejected: an object",
                "grpo | {\"tokens\":[1,2],\"mask\":[0,1],\"reward\":1} | group: attempts at one task share a name",
                "grpo | {\"group\":\"g\",\"tokens\":[1,2],\"mask\":[0,1]} | reward: must be a number, was missing",
                "grpo | {\"group\":\"g\",\"tokens\":[1,2],\"mask\":[0,1],\"reward\":1} | group \"g\" has one attempt",
                "grpo | {\"group\":\"g\",\"tokens\":[1,2],\"mask\":[0,1],\"reward\":1,\"logprobs\":[0]} | logprobs: 2 tokens need",
                "grpo | {\"group\":\"g\",\"tokens\":[1,2],\"mask\":[0,1],\"reward\":1,\"logprobs\":[0,0.5]} | data.jsonl:1: logprobs: entry 1 is 0.5",
                "grpo | {\"group\":\"g\",\"tokens\":[1,2],\"mask\":[0,1],\"reward\":1,\"logprobs\":[0,null]} | logprobs: entry 1 is null",
                "sft  | {\"tokens\":[1,2],\"mask\":[0,1]} {\"tokens\":[1,3],\"mask\":[0,1]} | data.jsonl:1: not one JSON object",
                "sft  | {\"tokens\":[1,2],\"mask\":[0,1]}]    | data.jsonl:1: not one JSON object",
                "sft  | {\"tokens\":[1,2],\"tokens\":[1,3],\"mask\":[0,1]} | Duplicate field 'tokens'",
                "sft  | [1,2]                                | data.jsonl:1: not a JSON object, but [1,2]",
                "sft  | {\"tokens\":[1,2],\"mask\":[0,1],\"wieght\":0.5} | data.jsonl:1: wieght: no such field here; known are tokens, mask, messages, weight, id, metadata",
                "sft  | {\"tokens\":[1,2],\"mask\":[0,1],\"reward\":1} | reward: no such field here",
                "dpo  | {\"chosen\":{\"tokens\":[1,2],\"mask\":[0,1],\"x\":1},\"rejected\":{}} | chosen: x: no such field here",
                "sft  | {\"tokens\":[1,2],\"messages\":[]}    | tokens: messages are there too",
                "sft  | {\"mask\":[0,1],\"messages\":[]}      | mask: messages are there too",
                "sft  | {\"messages\":[{\"role\":\"assistant\",\"content\":\"x\",\"weight\":0}]} | messages: weight of a message is not read here; known are role, content"
            })
    void dataThatCannotBeLearntFromIsOneLineWithFileAndReason(String method, String line, String reason)
            throws Exception {
        Files.writeString(data, line + "\n");
        Typed typed = train(method, out);
        assertThat(typed.exitCode()).isEqualTo(1);
        assertThat(typed.complaint()).startsWith("insitu: ").contains(reason).hasLineCount(1);
        assertThat(folder)
                .isDirectoryNotContaining(p -> p.getFileName().toString().startsWith("out"));
    }

    @Test
    void whatTheTokenizerMakesBeyondTheVocabularyIsNamedByItsLine() throws Exception {
        TinyTokenizer.in(base);
        Path words = base.resolve("tokenizer.json");
        Files.writeString(words, Files.readString(words).replace("\"day\":6", "\"day\":722"));
        Files.writeString(
                data,
                "\n{\"messages\":[{\"role\":\"user\",\"content\":\"good\"},{\"role\":\"assistant\",\"content\":\"day\"}]}\n");
        Typed typed = train("sft", out);
        assertThat(typed.exitCode()).isEqualTo(1);
        assertThat(typed.complaint())
                .contains("data.jsonl:2: messages: the tokenizer makes token 722")
                .hasLineCount(1);
    }

    @Test
    void bytesThatAreNoTextAreNamedByTheirLine() throws Exception {
        byte[] line = "{\"tokens\":[1,2],\"mask\":[0,1],\"id\":\"\u00fc\"}\n".getBytes(StandardCharsets.UTF_8);
        byte[] both = Arrays.copyOf(line, 2 * line.length);
        System.arraycopy(line, 0, both, line.length, line.length);
        Files.write(data, both);
        assertThat(report("sft").path("attempts").asInt()).isEqualTo(2);
        both[both.length - 4] = (byte) 0xff; // the second half of the second line's u with dots
        Files.write(data, both);
        Typed typed = train("sft", folder.resolve("out2"));
        assertThat(typed.exitCode()).isEqualTo(1);
        assertThat(typed.complaint()).contains("data.jsonl:2: not UTF-8").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tokenizer.json", "tokenizer_config.json"})
    void aDamagedTokenizerIsNamed(String name) throws Exception {
        TinyTokenizer.in(base);
        Files.writeString(base.resolve(name), "{x");
        Files.writeString(data, "{\"messages\":[{\"role\":\"user\",\"content\":\"good\"}]}\n");
        Typed typed = train("sft", out);
        assertThat(typed.exitCode()).isEqualTo(1);
        assertThat(typed.complaint()).contains(name + ": ").hasLineCount(1);
    }

    @Test
    void aClaimOfBeingOnPolicyIsChecked() throws Exception {
        Files.write(
                data,
                List.of(
                        ATTEMPT.formatted("1", ",\"logprobs\":[0,-1,-1]"),
                        ATTEMPT.formatted("0", ",\"logprobs\":[0,-1,-1]")));
        Typed typed = train("grpo", out, "--on-policy");
        assertThat(typed.exitCode()).isEqualTo(1);
        assertThat(typed.complaint())
                .contains("data.jsonl, line 1: declared on-policy, but the importance ratio of token 1 is")
                .hasLineCount(1);
        assertThat(folder)
                .isDirectoryNotContaining(p -> p.getFileName().toString().startsWith("out"));
    }

    @Test
    void damagedModelsAreRefusedByFileAndTensor() throws Exception {
        Files.writeString(data, "{\"tokens\":[1,2],\"mask\":[0,1]}\n");
        Path weights = base.resolve("model.safetensors");
        byte[] whole = Files.readAllBytes(weights);

        Files.write(weights, Arrays.copyOf(whole, whole.length - 100));
        assertThat(train("sft", out).complaint())
                .contains("model.safetensors: tensor")
                .hasLineCount(1);

        byte[] poisoned = whole.clone();
        Arrays.fill(poisoned, whole.length - 4, whole.length, (byte) -1); // NaN
        Files.write(weights, poisoned);
        assertThat(train("sft", out).complaint())
                .contains("model.safetensors: model.norm.weight holds NaN at element 15")
                .hasLineCount(1);

        Files.write(weights, whole);
        Path config = base.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("\"vocab_size\" : 40", "\"vocab_size\" : 41"));
        assertThat(train("sft", out).complaint())
                .contains("model.embed_tokens.weight has shape [40, 16], expected [41, 16]")
                .hasLineCount(1);
        assertThat(out).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--device tpu          | '--device'",
                "--targets q_proj,gate | --targets q_proj,gate: known are",
                "--kl 0.1              | --kl means nothing to this --method",
                "--epochs 0            | insitu: --epochs 0: without a pass over the data nothing is learnt; give a whole number from 1",
                "--lr abc              | Invalid value for option '--lr': 'abc' is no number",
                "--rank 1e3            | Invalid value for option '--rank': '1e3' is no whole number up to 2147483647",
                "--seed x              | Invalid value for option '--seed': 'x' is no whole number up to 9223372036854775807",
                "--batch 0             | --batch 0: ; give a whole number from 1",
                "--lr -1               | --lr -1: ; give a finite number above 0",
                "--lr 0                | --lr 0: ; give a finite number above 0",
                "--rank 0              | --rank 0: ; give a whole number from 1",
                "--alpha 0             | --alpha 0: ; give a finite number above 0",
                "--threads 0           | --threads 0: ; give a whole number from 1",
                "--lr Infinity         | --lr Infinity: ; give a finite number above 0",
                "--lr NaN              | --lr NaN: ; give a finite number above 0",
                "--warm-up 1.5         | --warm-up 1.5: ; give a number from 0 to 1",
                "--weight-decay -1     | --weight-decay -1: ; give a finite number from 0",
                "--weight-decay Infinity | --weight-decay Infinity: ; give a finite number from 0",
                "--max-grad-norm -1    | --max-grad-norm -1: ; give a finite number from 0",
                "--max-grad-norm NaN   | --max-grad-norm NaN: ; give a finite number from 0",
                "--checkpoint-every 0  | --checkpoint-every 0: ; give a whole number from 1",
                "--method dpo --beta 0 | --beta 0: ; give a finite number above 0",
                "--method grpo --clip-low 1  | --clip-low 1: ; give a number between 0 and 1",
                "--method grpo --clip-high 0 | --clip-high 0: ; give a finite number above 0",
                "--method grpo --dual-clip 0.5 | --dual-clip 0.5: ; give 0 for no bound, or a finite number above 1",
                "--method grpo --kl -1 | --kl -1: ; give a finite number from 0",
                "--method grpo --entropy-guard 2 | --entropy-guard 2: ; give a number from 0 to 1",
                "--method grpo --replay -1 | --replay -1: ; give a whole number from 0",
                "--method grpo --replay 5 --replay-warm-up 0 | --replay-warm-up 0: ; give a whole number from 1",
                "--beta 0.2            | --beta means nothing to this --method",
                "--clip-low 0.2        | --clip-low means nothing to this --method",
                "--replay-warm-up 5    | --replay-warm-up means nothing to this --method",
                "--epochs 2000000000   | are 2000000000 steps; at most 100000",
                "--rank 4000000        | needs about",
                "--rank 1000000000     | numbers, an adapter has at most 2147483647"
            })
    void optionsThatMakeNoSenseAreWrongUse(String options, String reason) throws Exception {
        Files.writeString(data, "{\"tokens\":[1,2],\"mask\":[0,1]}\n");
        boolean other = options.startsWith("--method ");
        String[] words = options.split(" ");
        Typed typed = other
                ? train(words[1], out, (Object[]) Arrays.copyOfRange(words, 2, words.length))
                : train("sft", out, (Object[]) words);
        assertThat(typed.exitCode()).as(typed.complaint()).isEqualTo(2);
        assertThat(typed.complaint()).contains(reason.split("(?<=: ); ")).hasLineCount(1);
        nothingIsLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "cuda"})
    void withoutADeviceTheCpuCarriesOnAndOneLineSaysSo(String device) throws Exception {
        Assumptions.assumeTrue(Cuda.presence() instanceof Presence.Missing, "there is a device: no CPU carries on");
        Files.writeString(data, "{\"tokens\":[1,2,3],\"mask\":[0,1,1]}\n");
        Typed wished = train("sft", folder.resolve("wished"), "--device", device, "--json");
        assertThat(wished.exitCode()).as(wished.complaint()).isZero();
        JsonNode report = new ObjectMapper().readTree(wished.out());
        assertThat(report.path("device").asText())
                .startsWith("training on the CPU (device " + device)
                .hasLineCount(1);
        assertThat(report.path("engine").asText()).isEqualTo("cpu@2");
        Typed plain = train("sft", folder.resolve("plain"), "--device", "cpu", "--json");
        assertThat(new ObjectMapper().readTree(plain.out()).path("device").asText())
                .isEqualTo("cpu");
        String tensors = "adapter_model.safetensors";
        assertThat(folder.resolve("wished").resolve(tensors))
                .hasSameBinaryContentAs(folder.resolve("plain").resolve(tensors));
    }

    private void nothingIsLeft() {
        assertThat(folder)
                .isDirectoryNotContaining(p -> p.getFileName().toString().startsWith("out"));
    }

    @Test
    void aRunThatComesApartSaysFromWhichStepAndWritesNothing() throws Exception {
        Files.writeString(data, "{\"tokens\":[1,2,3],\"mask\":[0,1,1]}\n");
        Typed typed = train("sft", out, "--lr", "1e30", "--epochs", 5, "--checkpoint-every", 1);
        assertThat(typed.exitCode()).isEqualTo(1);
        assertThat(typed.complaint())
                .contains("data.jsonl: from step 2 of 5 on no step could be applied")
                .hasLineCount(1);
        nothingIsLeft();
        Typed never = train("sft", out, "--lr", "1e300");
        assertThat(never.exitCode()).isEqualTo(1);
        assertThat(never.complaint()).contains("from step 1 of 1 on").hasLineCount(1);
        nothingIsLeft();
    }

    @Test
    void theOnlyStepOfARunHasTheWholeRate() throws Exception {
        Files.writeString(data, "{\"tokens\":[1,2,3],\"mask\":[0,1,1]}\n");
        assertThat(report("sft", "--lr", "2e-4").path("learningRateMax").asDouble())
                .isEqualTo(2e-4);
    }

    @ParameterizedTest
    @CsvSource({"--rank,4", "--alpha,3", "--targets,q_proj", "--targets,all"})
    void aShapeThatIsNotTheParentsIsWrongUse(String option, String value) throws Exception {
        Files.writeString(data, "{\"tokens\":[1,2],\"mask\":[0,1]}\n");
        Path parent = folder.resolve("parent");
        assertThat(train("sft", parent, "--rank", 2, "--alpha", 4, "--targets", "v_proj,q_proj")
                        .exitCode())
                .isZero();
        Typed typed = train("sft", out, "--adapter", parent, option, value);
        assertThat(typed.exitCode()).as(typed.complaint()).isEqualTo(2);
        assertThat(typed.complaint())
                .contains(option + " ")
                .contains("the parent adapter has")
                .hasLineCount(1);
        nothingIsLeft();
        Typed scaled = train("sft", out, "--adapter", parent, "--rslora");
        assertThat(scaled.exitCode()).as(scaled.complaint()).isEqualTo(2);
        Typed agreeing =
                train("sft", out, "--adapter", parent, "--rank", 2, "--alpha", 4, "--targets", "q_proj,v_proj");
        assertThat(agreeing.exitCode()).as(agreeing.complaint()).isZero();
    }

    @Test
    void aPlaceThatCannotBeWrittenIsRefusedBeforeAnythingIsLearnt() throws Exception {
        Files.writeString(data, "{\"tokens\":[1,2],\"mask\":[0,1]}\n");
        Typed typed = train("sft", data.resolve("out"));
        assertThat(typed.exitCode()).as(typed.complaint()).isEqualTo(2);
        assertThat(typed.complaint())
                .contains("data.jsonl/out cannot be written")
                .hasLineCount(1);
    }

    @Test
    void twoRunsDoNotShareAPlace() throws Exception {
        Files.writeString(data, "{\"tokens\":[1,2],\"mask\":[0,1]}\n");
        try (RunLock other = RunLock.of(out)) {
            Typed typed = train("sft", out);
            assertThat(typed.exitCode()).isEqualTo(1);
            assertThat(typed.complaint())
                    .contains("another run is writing there")
                    .contains("out.lock")
                    .hasLineCount(1);
        }
        Files.writeString(folder.resolve("out.lock"), "left by a process that was killed");
        assertThat(train("sft", out).exitCode()).isZero();
        assertThat(folder.resolve("out.lock")).doesNotExist();
    }

    @Test
    void anInterruptedRunDoesNotGoOnUnderAnotherTokenizer() throws Exception {
        Path tokenizer = base.resolve("tokenizer.json");
        TinyTokenizer.in(base);
        Files.writeString(
                data,
                "{\"messages\":[{\"role\":\"user\",\"content\":\"good\"},{\"role\":\"assistant\",\"content\":\"day\"}]}\n");
        String known = asRead();
        assertThat(asRead()).isEqualTo(known);
        Files.writeString(
                tokenizer, Files.readString(tokenizer).replace("\"good\":5,\"day\":6", "\"good\":6,\"day\":5"));
        assertThat(asRead()).isNotEqualTo(known);
    }

    private String asRead() throws Exception {
        try (Tokenizing tokenizing = new Tokenizing(base)) {
            ModelConfig config = ModelConfig.ofModel(base);
            return DataDigest.of(
                    TrainingFile.read(data, Method.SFT, config, tokenizing, "").attempts());
        }
    }

    private JsonNode report(String method, Object... more) throws Exception {
        List<Object> words = new ArrayList<>(List.of(more));
        words.add("--json");
        Typed typed = train(method, out, words.toArray());
        assertThat(typed.exitCode()).as(typed.complaint()).isZero();
        return new ObjectMapper().readTree(typed.out());
    }

    private Typed train(String method, Path place, Object... more) {
        List<Object> words =
                new ArrayList<>(List.of("train", "--base", base, "--data", data, "--method", method, "--out", place));
        words.addAll(List.of(more));
        return Typed.of(words.toArray());
    }
}

package io.insitu.ops.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.ops.modelcli.Typed;
import io.insitu.schemas.model.LoraAdapter;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.schemas.model.PeftFolder;
import io.insitu.schemas.model.SafetensorsFile;
import io.insitu.schemas.model.SafetensorsWriter;
import io.insitu.schemas.model.Tensor;
import io.insitu.schemas.model.TensorInfo;
import io.insitu.trainer.engine.cpu.CpuEngines;
import io.insitu.trainer.step.FullTraining;
import io.insitu.trainer.step.LearningRate;
import io.insitu.trainer.step.Optimization;
import io.insitu.trainer.step.Parallelism;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged models and adapters, by every command that reads them: one line with file and tensor, and nothing left behind. */
class DamagedInputTest {
    @TempDir
    Path folder;

    private Path base;
    private Path weights;
    private byte[] whole;
    private Path data;
    private Path adapter;

    @BeforeEach
    void aBaseWithAnAdapter() throws Exception {
        base = folder.resolve("base");
        ModelConfig shape = ModelConfig.llama(40, 16, 2, 2, 1, 24, 64);
        Optimization none = Optimization.lora(LearningRate.constant(1));
        try (FullTraining training = FullTraining.fresh(new CpuEngines(), shape, 1, none, Parallelism.of(1))) {
            training.save(base);
        }
        weights = base.resolve("model.safetensors");
        whole = Files.readAllBytes(weights);
        data = folder.resolve("data.jsonl");
        Files.writeString(data, "{\"tokens\":[1,2],\"mask\":[0,1]}\n");
        adapter = folder.resolve("adapter");
        assertThat(train("--out", adapter).exitCode()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"shape\":[16,16]    | \"shape\":[16,17]         | tensor model.layers.0.self_attn.o_proj.weight",
                "\"dtype\":\"F32\"    | \"dtype\":\"F99\"         | F99",
                "\"data_offsets\":[0, | \"data_offsets\":[9,      | model.embed_tokens.weight",
                "model.norm.weight    | model.nrom.weight         | no tensor model.norm.weight",
                "{                    | [                         | JSON"
            })
    void aHeaderThatLiesIsNamedByFileAndTensor(String truth, String lie, String reason) throws Exception {
        int length = (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong();
        String header = new String(whole, 8, length, StandardCharsets.UTF_8);
        assertThat(header).contains(truth);
        byte[] lying = whole.clone();
        byte[] changed = header.replaceFirst(Pattern.quote(truth), lie).getBytes(StandardCharsets.UTF_8);
        assertThat(changed).hasSize(length);
        System.arraycopy(changed, 0, lying, 8, length);
        Files.write(weights, lying);
        refusedEverywhere("base/model.safetensors", reason);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 8, 60, 2_000, 9_000})
    void aFileCutShortIsNamed(int length) throws Exception {
        Files.write(weights, Arrays.copyOf(whole, length));
        refusedEverywhere("model.safetensors", "");
    }

    @Test
    void aLengthBeyondTheFileIsNamed() throws Exception {
        byte[] lying = whole.clone();
        ByteBuffer.wrap(lying).order(ByteOrder.LITTLE_ENDIAN).putLong(Long.MAX_VALUE);
        Files.write(weights, lying);
        refusedEverywhere("model.safetensors", "");
    }

    @Test
    void weightsThatAreNoNumbersAreNamedByTensorAndPlace() throws Exception {
        byte[] poisoned = whole.clone();
        Arrays.fill(poisoned, whole.length - 4, whole.length, (byte) -1);
        Files.write(weights, poisoned);
        refused(
                train("--out", folder.resolve("out")),
                "model.safetensors",
                "model.norm.weight holds NaN at element 15");
        refused(logits(), "model.safetensors", "model.norm.weight holds NaN at element 15");
        Path graph = folder.resolve("m.onnx");
        for (Typed served : List.of(
                Typed.of("model", "generate", "--base", base, "--tokens", "1"),
                Typed.of("model", "export-onnx", "--base", base, "--out", graph))) {
            refused(served, "model.safetensors", "model.norm.weight holds NaN at element 15");
        }
        assertThat(graph).doesNotExist();
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void whatNoPlaceReadsIsRefusedByEveryoneWhoReads() throws Exception {
        TreeMap<String, Tensor> tensors = new TreeMap<>();
        SafetensorsFile file = SafetensorsFile.open(weights);
        for (TensorInfo info : file.tensors()) {
            tensors.put(info.name(), file.read(info.name()));
        }
        tensors.put("model.layers.0.self_attn.q_proj.bias", Tensor.matrix(1, 16, new float[16]));
        SafetensorsWriter.write(weights, tensors);
        String reason = "model.layers.0.self_attn.q_proj.bias is stored, but no place";
        refusedEverywhere("model.safetensors", reason);
        refused(Typed.of("model", "generate", "--base", base, "--tokens", "1"), "model.safetensors", reason);
        refused(
                Typed.of("model", "export-onnx", "--base", base, "--out", folder.resolve("m.onnx")),
                "model.safetensors",
                reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"vocab_size\" : 40        | \"vocab_size\" : 41        | model.embed_tokens.weight has shape [40, 16], expected [41, 16]",
                "\"hidden_act\" : \"silu\"  | \"hidden_act\" : \"gelu\"  | config.json: hidden_act",
                "\"intermediate_size\" : 24 | \"intermediate_size\" : -1 | config.json: intermediate_size"
            })
    void aConfigThatDisagreesIsNamed(String truth, String lie, String reason) throws Exception {
        Path config = base.resolve("config.json");
        assertThat(Files.readString(config)).contains(truth);
        Files.writeString(config, Files.readString(config).replace(truth, lie));
        refused(train("--out", folder.resolve("out")), "", reason);
        refused(logits(), "", reason);
    }

    @Test
    void anAdapterThatDoesNotFitIsNamedByFileAndTensor() throws Exception {
        LoraAdapter own = PeftFolder.read(adapter);
        Path other = folder.resolve("other");
        PeftFolder.write(other, own.onBase("0123456789abcdef0123456789abcdef"));
        refused(train("--adapter", other, "--out", folder.resolve("out")), "adapter_config.json", "not this base");
        refused(
                Typed.of("model", "generate", "--base", base, "--adapter", other, "--tokens", "1"),
                "other/adapter_config.json",
                "not this base");
        refused(
                Typed.of("model", "export-onnx", "--base", base, "--adapter", other, "--out", folder.resolve("m.onnx")),
                "other/adapter_config.json",
                "not this base");
        assertThat(folder.resolve("m.onnx")).doesNotExist();

        TreeMap<String, LoraAdapter.Pair> narrow = new TreeMap<>();
        own.modules()
                .forEach((place, pair) -> narrow.put(
                        place,
                        new LoraAdapter.Pair(Tensor.matrix(own.rank(), 3, new float[own.rank() * 3]), pair.b())));
        PeftFolder.write(
                other, new LoraAdapter(own.baseModelId(), own.rank(), own.alpha(), own.targetModules(), narrow));
        refused(
                train("--adapter", other, "--out", folder.resolve("out")),
                "adapter_model.safetensors",
                "lora_A.weight has shape [8, 3]");
        for (Typed served : List.of(
                Typed.of("model", "generate", "--base", base, "--adapter", other, "--tokens", "1"),
                Typed.of(
                        "model",
                        "export-onnx",
                        "--base",
                        base,
                        "--adapter",
                        other,
                        "--out",
                        folder.resolve("m.onnx")))) {
            refused(served, "other/adapter_model.safetensors: base_model.model.", "lora_A.weight has shape [8, 3]");
        }
        refused(
                Typed.of("adapter", "average", adapter, other, "--out", folder.resolve("out")),
                "",
                "are not of one shape");

        PeftFolder.write(other, own);
        Path config = other.resolve("adapter_config.json");
        Files.writeString(config, Files.readString(config).replace("\"r\" : 8", "\"r\" : 4"));
        refused(
                train("--adapter", other, "--out", folder.resolve("out")),
                "other/adapter_model.safetensors: base_model.model.",
                "expected [4, 24]");

        PeftFolder.write(other, own);
        Path tensors = other.resolve("adapter_model.safetensors");
        byte[] poisoned = Files.readAllBytes(tensors);
        Arrays.fill(poisoned, poisoned.length - 4, poisoned.length, (byte) -1);
        Files.write(tensors, poisoned);
        List<Typed> all = List.of(
                train("--adapter", other, "--out", folder.resolve("out")),
                Typed.of("adapter", "average", adapter, other, "--out", folder.resolve("out")),
                Typed.of("model", "logits", "--base", base, "--adapter", other, "--tokens", "1"));
        all.forEach(typed -> refused(typed, "adapter_model.safetensors", "holds NaN"));

        Files.write(tensors, Arrays.copyOf(poisoned, poisoned.length / 2));
        refused(
                train("--adapter", other, "--out", folder.resolve("out")),
                "adapter_model.safetensors",
                "tensor base_model.model.");
        assertThat(SafetensorsFile.open(adapter.resolve("adapter_model.safetensors"))
                        .tensors())
                .hasSize(2 * own.modules().size());
    }

    private void refusedEverywhere(String file, String reason) throws Exception {
        refused(train("--out", folder.resolve("out")), file, reason);
        refused(logits(), file, reason);
        refused(Typed.of("model", "inspect", base), file, reason);
        Files.writeString(base.resolve("cases.json"), "{\"forward\":{\"tokens\":[1,2]}}");
        Path found = folder.resolve("found.json");
        refused(Typed.of("model", "check-fixture", base, "--out", found), file, reason);
        assertThat(found).doesNotExist();
        try (var left = Files.list(folder)) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("base", "data.jsonl", "adapter");
        }
    }

    private static void refused(Typed typed, String file, String reason) {
        assertThat(typed.exitCode()).as(typed.out()).isEqualTo(1);
        assertThat(typed.complaint())
                .startsWith("insitu: ")
                .contains(file)
                .contains(reason)
                .doesNotContain("unexpected")
                .hasLineCount(1);
    }

    private Typed logits() {
        return Typed.of("model", "logits", "--base", base, "--tokens", "1,2");
    }

    private Typed train(Object... more) {
        Object[] words = {"train", "--base", base, "--data", data, "--method", "sft"};
        Object[] all = Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        return Typed.of(all);
    }
}

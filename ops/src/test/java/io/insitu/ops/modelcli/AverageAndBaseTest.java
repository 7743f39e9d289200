package io.insitu.ops.modelcli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.schemas.model.LoraAdapter;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.schemas.model.PeftFolder;
import io.insitu.schemas.model.Tensor;
import io.insitu.trainer.engine.cpu.CpuEngines;
import io.insitu.trainer.step.FullTraining;
import io.insitu.trainer.step.LearningRate;
import io.insitu.trainer.step.Optimization;
import io.insitu.trainer.step.Parallelism;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is published of an average, and what is said of an adapter whose base is a name. */
class AverageAndBaseTest {
    private static final String PLACE = "model.layers.0.self_attn.q_proj";
    private static final String OTHER = "model.layers.1.self_attn.q_proj";

    @TempDir
    Path folder;

    private Path adapter;

    @BeforeEach
    void anAdapter() throws Exception {
        adapter = folder.resolve("adapter");
        PeftFolder.write(adapter, adapter("someone/else", 0.5f));
    }

    private static LoraAdapter adapter(String base, float value) {
        TreeMap<String, LoraAdapter.Pair> modules = new TreeMap<>();
        for (String module : List.of(PLACE, OTHER)) {
            float[] values = new float[32];
            Arrays.fill(values, module.equals(OTHER) ? value : 0.25f);
            modules.put(
                    module, new LoraAdapter.Pair(Tensor.matrix(2, 16, values.clone()), Tensor.matrix(16, 2, values)));
        }
        return new LoraAdapter(base, 2, 8, List.of("q_proj"), modules);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--rank 2", "--rank all"})
    void anAverageBeyondFloat32IsRefusedByFolderAndTensor(String options) throws Exception {
        Typed typed = averageWithLarge(options);
        assertThat(typed.exitCode()).isEqualTo(1);
        assertThat(typed.complaint())
                .contains(folder.resolve("large") + ": " + PeftFolder.nameOfA(OTHER) + " and "
                        + PeftFolder.nameOfB(OTHER) + " hold numbers up to 3.0E38: their average is beyond float32")
                .hasLineCount(1);
        assertThat(folder)
                .isDirectoryNotContaining(p -> p.getFileName().toString().startsWith("out"));
    }

    @Test
    void largeNumbersWhoseMeanIsFiniteAreAveraged() throws Exception {
        assertThat(averageWithLarge("--separately").exitCode()).isZero();
        assertThat(PeftFolder.read(folder.resolve("out")).rank()).isEqualTo(2);
    }

    private Typed averageWithLarge(String options) throws Exception {
        Path large = folder.resolve("large");
        PeftFolder.write(large, adapter("someone/else", 3e38f));
        List<Object> words =
                new ArrayList<>(List.of("adapter", "average", adapter, large, "--out", folder.resolve("out")));
        words.addAll(List.of(options.split(" ")));
        return Typed.of(words.toArray());
    }

    @Test
    void whatLayBesideIsNotPublishedAndStays() throws Exception {
        Path left = Files.createDirectory(folder.resolve("out.writing"));
        Files.writeString(left.resolve("foreign.txt"), "x");
        Path out = folder.resolve("out");
        assertThat(Typed.of("adapter", "average", adapter, adapter, "--out", out)
                        .exitCode())
                .isZero();
        try (var files = Files.list(out)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("adapter_config.json", "adapter_model.safetensors");
        }
        assertThat(left.resolve("foreign.txt")).exists();
    }

    @Test
    void aBaseThatIsANameIsSaidToBeUncomparedBesideWhatIsPrinted() throws Exception {
        Path base = folder.resolve("base");
        ModelConfig shape = ModelConfig.llama(40, 16, 2, 2, 1, 24, 64);
        Optimization none = Optimization.lora(LearningRate.constant(1));
        try (FullTraining training = FullTraining.fresh(new CpuEngines(), shape, 1, none, Parallelism.of(1))) {
            training.save(base);
        }
        Path data = folder.resolve("data.jsonl");
        Files.writeString(data, "{\"tokens\":[1,2],\"mask\":[0,1]}\n");
        String line = "insitu: adapter " + adapter
                + " names its base 'someone/else', which cannot be compared with this one; shapes fit";
        Path out = folder.resolve("out");
        Path graph = folder.resolve("m.onnx");
        for (Object[] words : new Object[][] {
            {"model", "logits", "--base", base, "--adapter", adapter, "--tokens", "1", "--json"},
            {"model", "generate", "--base", base, "--adapter", adapter, "--tokens", "1", "--json"},
            {"model", "export-onnx", "--base", base, "--adapter", adapter, "--out", graph, "--json"},
            {"train", "--base", base, "--adapter", adapter, "--data", data, "--method", "sft", "--out", out, "--json"}
        }) {
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            PrintStream before = System.err;
            System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
            Typed typed;
            try {
                typed = Typed.of(words);
            } finally {
                System.setErr(before);
            }
            assertThat(typed.exitCode()).as(typed.complaint()).isZero();
            assertThat(said.toString(StandardCharsets.UTF_8).lines()).containsOnlyOnce(line);
            assertThat(new ObjectMapper().readTree(typed.out()).isObject()).isTrue();
            assertThat(typed.out()).doesNotContain("someone/else");
        }
        Typed own = Typed.of("model", "logits", "--base", base, "--adapter", out, "--tokens", "1");
        assertThat(own.exitCode()).isZero();
        assertThat(PeftFolder.uncomparedBase(out)).isEmpty();
    }
}

package io.insitu.connectors.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.insitu.connectors.onnx.ReferenceDecoder;
import io.insitu.schemas.model.LoraAdapter;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.schemas.model.ModelDigest;
import io.insitu.schemas.model.PeftFolder;
import io.insitu.schemas.model.SafetensorsFile;
import io.insitu.schemas.model.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The served model, the plain reference, and (where the fixtures are) PyTorch say the same. */
class DecoderAgreementTest {
    private static final int[] TOKENS = new Random(5).ints(12, 0, 50).toArray();

    @TempDir
    Path folder;

    static Stream<ModelConfig> shapes() {
        return Stream.of(TinyModels.llama(true), TinyModels.llama(false), TinyModels.qwen());
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void theBaseAloneAgreesWithTheReferenceAtEveryToken(ModelConfig config) throws IOException {
        TinyModels.write(folder, config, 1);
        agree(config, null);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void anAdapterOnEveryModuleAgreesWithTheReference(ModelConfig config) throws IOException {
        TinyModels.write(folder, config, 2);
        agree(config, TinyModels.adapter(folder, 3, 4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"k_proj", "v_proj", "o_proj", "up_proj", "down_proj"})
    void anAdapterOnOneModuleChangesThatModuleOnly(String target) throws IOException {
        ModelConfig config = TinyModels.llama(true);
        TinyModels.write(folder, config, 4);
        agree(config, TinyModels.adapter(folder, 5, 3, target));
    }

    @Test
    void pyTorchsLogitsComeOutOfTheGraph() throws IOException {
        Path fixture = fixture("tiny-llama");
        assumeTrue(fixture != null, "no fixtures beside this repository");
        SafetensorsFile expected = SafetensorsFile.open(fixture.resolve("expected.safetensors"));
        int[] tokens = {116, 439, 183, 208, 401, 36, 354, 329, 260, 423, 155, 490, 282, 325, 397, 193};
        try (AgentRuntime runtime = AgentRuntime.open(fixture, RuntimeOptions.defaults())) {
            LoraAdapter stored = PeftFolder.read(fixture.resolve("adapter_init"));
            String adapter = runtime.load(new LoraAdapter(
                    ModelDigest.of(fixture), stored.rank(), stored.alpha(), stored.targetModules(), stored.modules()));
            compare(runtime, AgentRuntime.BASE, tokens, expected.read("forward.base_logits"));
            compare(runtime, adapter, tokens, expected.read("forward.lora_logits"));
        }
    }

    /** In a folder {@code shared} beside the repository, or beside a folder that holds it. */
    private static @Nullable Path fixture(String name) {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path fixture = at.resolve(Path.of("shared", "fixtures", "trainer", name));
            if (Files.isDirectory(fixture)) {
                return fixture;
            }
        }
        return null;
    }

    private static void compare(AgentRuntime runtime, String adapter, int[] tokens, Tensor expected) {
        int vocabulary = runtime.config().vocabSize();
        try (Conversation conversation = runtime.beginWith(adapter)) {
            for (int t = 0; t < tokens.length; t++) {
                float[] seen = conversation.logitsAfter(new int[] {tokens[t]});
                for (int v = 0; v < vocabulary; v++) {
                    assertThat(seen[v]).isCloseTo(expected.values()[t * vocabulary + v], within(1e-4f));
                }
            }
        }
    }

    /** Token by token, whole, and in three pieces: all of them against the reference. */
    private void agree(ModelConfig config, @Nullable LoraAdapter adapter) throws IOException {
        double[][] expected = new ReferenceDecoder(config, SafetensorsFile.ofModel(folder)).logits(TOKENS, adapter);
        try (AgentRuntime runtime = AgentRuntime.open(folder, RuntimeOptions.defaults())) {
            String id = adapter == null ? AgentRuntime.BASE : runtime.load(adapter);
            try (Conversation steps = runtime.beginWith(id)) {
                for (int t = 0; t < TOKENS.length; t++) {
                    close(steps.logitsAfter(new int[] {TOKENS[t]}), expected[t]);
                }
            }
            try (Conversation whole = runtime.beginWith(id)) {
                close(whole.logitsAfter(TOKENS), expected[TOKENS.length - 1]);
            }
            try (Conversation pieces = runtime.beginWith(id)) {
                for (int[] piece : List.of(new int[] {0, 5}, new int[] {5, 6}, new int[] {6, 12})) {
                    close(pieces.logitsAfter(Arrays.copyOfRange(TOKENS, piece[0], piece[1])), expected[piece[1] - 1]);
                }
            }
            assertThat(runtime.probe(id).passed()).isTrue();
        }
    }

    private static void close(float[] seen, double[] expected) {
        for (int v = 0; v < expected.length; v++) {
            assertThat((double) seen[v]).isCloseTo(expected[v], within(1e-4));
        }
    }
}

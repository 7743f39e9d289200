package io.insitu.connectors.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.insitu.connectors.onnx.ReferenceDecoder;
import io.insitu.schemas.model.LoraAdapter;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.schemas.model.ModelWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The served model says what the plain reference says. */
class DecoderAgreementTest {
    private static final int[] TOKENS = new Random(5).ints(12, 0, 50).toArray();

    @TempDir
    Path folder;

    static Stream<ModelConfig> shapes() {
        return Stream.of(
                TinyModels.llama(true),
                TinyModels.llama(false),
                TinyModels.qwen(),
                TinyModels.headsOf(8),
                TinyModels.headsOf(24),
                TinyModels.biased(),
                TinyModels.llama3());
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

    @ParameterizedTest
    @MethodSource("shapes")
    void halfPrecisionInShardsIsReadWhereItLies(ModelConfig config) throws IOException {
        TinyModels.writeShards(folder, config, 6);
        agree(config, TinyModels.adapter(folder, 7, 2));
    }

    /** What ONNX Runtime's attention takes; the other profiles take these too, see {@link GraphProfilesTest}. */
    @ParameterizedTest
    @ValueSource(ints = {2, 4, 6, 10, 12, 20})
    void headsThatAreNoMultipleOf8AreRefusedByTheFieldsName(int size) throws IOException {
        TinyModels.write(folder, TinyModels.headsOf(size), 1);
        assertThatThrownBy(() -> AgentRuntime.open(folder, RuntimeOptions.defaults()))
                .hasMessageContaining("head_dim must be a multiple of 8 to be served in process, was " + size);
    }

    /** Token by token, whole, and in three pieces: all of them against the reference. */
    private void agree(ModelConfig config, @Nullable LoraAdapter adapter) throws IOException {
        double[][] expected = new ReferenceDecoder(config, ModelWeights.of(folder)).logits(TOKENS, adapter);
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

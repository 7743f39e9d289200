package io.insitu.connectors.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.connectors.onnx.DecoderProfile;
import io.insitu.connectors.onnx.ReferenceDecoder;
import io.insitu.schemas.model.LoraAdapter;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.schemas.model.ModelDigest;
import io.insitu.schemas.model.ModelWeights;
import io.insitu.schemas.model.PeftFolder;
import io.insitu.schemas.model.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PyTorch's logits come out of every graph, and of the reference; needs the fixtures beside this repository. */
class FixtureLogitsTest {
    @ParameterizedTest
    @ValueSource(strings = {"tiny-llama", "tiny-qwen2", "tiny-llama3-sharded"})
    void withAndWithoutAdapterWholeAndTokenByToken(String name) throws IOException {
        Path fixture = fixture(name);
        assumeTrue(
                fixture != null, "no shared/fixtures/trainer/" + name + " above this folder: logits are not compared");
        int[] tokens = tokens(fixture);
        LoraAdapter adapter = PeftFolder.read(fixture.resolve("adapter_init")).onBase(ModelDigest.of(fixture));
        float[] base = expected(fixture, "forward.base_logits");
        float[] adapted = expected(fixture, "forward.lora_logits");

        ReferenceDecoder reference = new ReferenceDecoder(ModelConfig.ofModel(fixture), ModelWeights.of(fixture));
        close(floats(reference.logits(tokens, null)), base);
        close(floats(reference.logits(tokens, adapter)), adapted);
        try (AgentRuntime runtime = AgentRuntime.open(fixture, RuntimeOptions.defaults())) {
            close(steps(runtime, AgentRuntime.BASE, tokens), base);
            close(steps(runtime, runtime.load(adapter), tokens), adapted);
            last(runtime, AgentRuntime.BASE, tokens, base);
        }
        for (DecoderProfile profile : List.of(DecoderProfile.STANDARD, DecoderProfile.PLAIN)) {
            try (ExportedGraph graph = new ExportedGraph(fixture, profile)) {
                for (int piece : new int[] {1, tokens.length}) {
                    close(graph.logits(List.of(tokens), null, piece).get(0), base);
                    close(graph.logits(List.of(tokens), adapter, piece).get(0), adapted);
                }
            }
        }
    }

    private static float[][] steps(AgentRuntime runtime, String adapter, int[] tokens) {
        float[][] logits = new float[tokens.length][];
        try (Conversation conversation = runtime.beginWith(adapter)) {
            for (int t = 0; t < tokens.length; t++) {
                logits[t] = conversation.logitsAfter(new int[] {tokens[t]});
            }
        }
        return logits;
    }

    private static void last(AgentRuntime runtime, String adapter, int[] tokens, float[] expected) {
        try (Conversation conversation = runtime.beginWith(adapter)) {
            float[] seen = conversation.logitsAfter(tokens);
            close(new float[][] {seen}, Arrays.copyOfRange(expected, expected.length - seen.length, expected.length));
        }
    }

    private static void close(float[][] seen, float[] expected) {
        assertThat(seen.length * seen[0].length).isEqualTo(expected.length);
        for (int t = 0; t < seen.length; t++) {
            for (int v = 0; v < seen[t].length; v++) {
                assertThat(seen[t][v]).isCloseTo(expected[t * seen[t].length + v], within(1e-4f));
            }
        }
    }

    private static float[][] floats(double[][] rows) {
        float[][] floats = new float[rows.length][rows[0].length];
        for (int t = 0; t < rows.length; t++) {
            for (int v = 0; v < rows[t].length; v++) {
                floats[t][v] = (float) rows[t][v];
            }
        }
        return floats;
    }

    private static float[] expected(Path fixture, String name) throws IOException {
        return SafetensorsFile.open(fixture.resolve("expected.safetensors"))
                .read(name)
                .values();
    }

    private static int[] tokens(Path fixture) throws IOException {
        JsonNode cases = new ObjectMapper().readTree(Files.readAllBytes(fixture.resolve("cases.json")));
        return StreamSupport.stream(cases.at("/forward/tokens").spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray();
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
}

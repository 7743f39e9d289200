package io.insitu.connectors.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.insitu.connectors.onnx.DecoderProfile;
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
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The graphs that other runtimes are given say what the plain arithmetic says: whole, in pieces, and side by side. */
class GraphProfilesTest {
    private static final int[] TOKENS = new Random(5).ints(12, 0, 50).toArray();
    private static final int[] SHORTER = new Random(6).ints(7, 0, 50).toArray();

    @TempDir
    Path folder;

    static Stream<Arguments> graphs() {
        return Stream.of(DecoderProfile.STANDARD, DecoderProfile.PLAIN)
                .flatMap(profile -> Stream.concat(DecoderAgreementTest.shapes(), Stream.of(TinyModels.headsOf(6)))
                        .map(config -> Arguments.of(profile, config)));
    }

    @ParameterizedTest
    @MethodSource("graphs")
    void wholeSequencesAndTokensOneByOneAgreeWithTheReference(DecoderProfile profile, ModelConfig config)
            throws IOException {
        TinyModels.write(folder, config, 1);
        LoraAdapter adapter = TinyModels.adapter(folder, 2, 4);
        try (ExportedGraph graph = new ExportedGraph(folder, profile)) {
            for (@Nullable LoraAdapter one : Arrays.asList(null, adapter)) {
                double[][] expected = reference(config).logits(TOKENS, one);
                float[][] whole =
                        graph.logits(List.of(TOKENS), one, TOKENS.length).get(0);
                float[][] pieces = graph.logits(List.of(TOKENS), one, 5).get(0);
                float[][] steps = graph.logits(List.of(TOKENS), one, 1).get(0);
                for (int t = 0; t < TOKENS.length; t++) {
                    close(whole[t], expected[t]);
                    close(pieces[t], expected[t]);
                    close(steps[t], expected[t]);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("graphs")
    void aShorterNeighbourPaddedToTheSameLengthChangesNothing(DecoderProfile profile, ModelConfig config)
            throws IOException {
        TinyModels.write(folder, config, 3);
        LoraAdapter adapter = TinyModels.adapter(folder, 4, 2);
        try (ExportedGraph graph = new ExportedGraph(folder, profile)) {
            List<float[][]> both = graph.logits(List.of(TOKENS, SHORTER), adapter, 4);
            double[][] first = reference(config).logits(TOKENS, adapter);
            double[][] second = reference(config).logits(SHORTER, adapter);
            for (int t = 0; t < TOKENS.length; t++) {
                close(both.get(0)[t], first[t]);
            }
            for (int t = 0; t < SHORTER.length; t++) {
                close(both.get(1)[t], second[t]);
            }
        }
    }

    private ReferenceDecoder reference(ModelConfig config) throws IOException {
        return new ReferenceDecoder(config, ModelWeights.of(folder));
    }

    private static void close(float[] seen, double[] expected) {
        for (int v = 0; v < expected.length; v++) {
            assertThat((double) seen[v]).isCloseTo(expected[v], within(1e-4));
        }
    }
}

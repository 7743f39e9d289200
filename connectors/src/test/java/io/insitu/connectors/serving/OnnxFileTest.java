package io.insitu.connectors.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.insitu.connectors.onnx.DecoderProfile;
import io.insitu.connectors.onnx.OnnxFile;
import io.insitu.connectors.onnx.ReferenceDecoder;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.schemas.model.ModelFormatException;
import io.insitu.schemas.model.ModelWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An exported file stands for itself: any runtime opens it where it lies. */
class OnnxFileTest {
    private static final int[] TOKENS = {3, 1, 4, 1, 5};

    @TempDir
    Path folder;

    private Path base;
    private Path elsewhere;

    @BeforeEach
    void folders() throws IOException {
        base = Files.createDirectory(folder.resolve("base"));
        elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    }

    @Test
    void besideItsWeightsNothingIsCopied() throws IOException {
        TinyModels.writeShards(base, TinyModels.qwen(), 1);
        List<String> before = names(base);
        OnnxFile.Written written = OnnxFile.write(base, base.resolve("m.onnx"), DecoderProfile.STANDARD, 64);
        assertThat(written.weights().values())
                .containsOnly(OnnxFile.Weights.IN_PLACE)
                .hasSize(3);
        assertThat(names(base)).containsAll(before).hasSize(before.size() + 1).contains("m.onnx");
        assertThat(written.bytes()).isEqualTo(Files.size(base.resolve("m.onnx")));
    }

    @Test
    void elsewhereTheWeightsHaveASecondNameAndTheGraphComputesTheSame() throws IOException {
        ModelConfig config = TinyModels.llama(true);
        TinyModels.write(base, config, 1);
        for (int again = 0; again < 2; again++) {
            OnnxFile.write(base, elsewhere.resolve("m.onnx"), DecoderProfile.STANDARD, 64);
        }
        assertThat(names(elsewhere)).containsExactly("m.onnx", "m.onnx.model.safetensors");
        assertThat(Files.isSameFile(base.resolve("model.safetensors"), elsewhere.resolve("m.onnx.model.safetensors")))
                .isTrue();
        double[][] expected = new ReferenceDecoder(config, ModelWeights.of(base)).logits(TOKENS, null);
        try (ExportedGraph graph = new ExportedGraph(base, elsewhere.resolve("m.onnx"), DecoderProfile.PLAIN)) {
            float[][] seen = graph.logits(List.of(TOKENS), null, 2).get(0);
            for (int t = 0; t < TOKENS.length; t++) {
                for (int v = 0; v < seen[t].length; v++) {
                    assertThat((double) seen[t][v]).isCloseTo(expected[t][v], within(1e-4));
                }
            }
        }
    }

    @Test
    void aModelThatCannotBeExportedLeavesNothingBehind() throws IOException {
        TinyModels.llama(false).write(base);
        TinyModels.write(folder, TinyModels.llama(true), 1);
        Files.move(folder.resolve("model.safetensors"), base.resolve("model.safetensors")); // without lm_head.weight
        assertThatThrownBy(() -> OnnxFile.write(base, elsewhere.resolve("m.onnx"), DecoderProfile.STANDARD, 64))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("lm_head.weight");
        assertThat(names(elsewhere)).isEmpty();
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}

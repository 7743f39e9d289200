package io.insitu.connectors.serving;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.insitu.connectors.onnx.DecoderProfile;
import io.insitu.connectors.onnx.LoraSite;
import io.insitu.connectors.onnx.OnnxFile;
import io.insitu.schemas.model.ModelConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever opens an exported file reads from it what to feed: each dimension is a number or a name. */
class DeclaredShapesTest {
    @TempDir
    Path folder;

    static Stream<Arguments> graphs() {
        return Stream.of(DecoderProfile.values())
                .flatMap(profile -> DecoderAgreementTest.shapes().map(config -> Arguments.of(profile, config)));
    }

    @ParameterizedTest
    @MethodSource("graphs")
    void everyDimensionOfEveryInputAndOutputIsDeclared(DecoderProfile profile, ModelConfig config) throws Exception {
        TinyModels.write(folder, config, 1);
        Map<String, String> seen = declared(profile, config);
        Map<String, String> expected = new TreeMap<>();
        boolean runtime = profile == DecoderProfile.RUNTIME;
        for (int layer = 0; layer < config.layers(); layer++) {
            for (LoraSite site : LoraSite.values()) {
                String rank = site.inputA(layer).replaceFirst("A$", "r");
                expected.put(site.inputA(layer), "FLOAT " + site.width(config) + " " + rank);
                expected.put(site.inputB(layer), "FLOAT " + rank + " " + site.outputWidth(config));
                if (runtime) {
                    expected.put(site.own(), "BOOL " + site.own() + ".B 1 " + site.own() + ".r");
                }
            }
            for (String kind : new String[] {"key", "value"}) {
                String cache = "FLOAT B " + config.kvHeads() + " %s " + config.headDim();
                expected.put("past." + layer + "." + kind, cache.formatted(runtime ? "C" : "P"));
                expected.put("present." + layer + "." + kind, cache.formatted(runtime ? "C" : "T"));
            }
        }
        expected.put("logits", "FLOAT B " + (runtime ? "R " : "S ") + config.vocabSize());
        if (runtime) {
            expected.putAll(Map.of("ids", "INT64 B S", "rows", "INT64 R", "seqlens", "INT32 B", "total", "INT32"));
        } else {
            expected.putAll(
                    Map.of("input_ids", "INT64 B S", "position_ids", "INT64 B S", "attn_bias", "FLOAT B 1 S T"));
        }
        assertThat(seen).isEqualTo(expected);
    }

    /** As ONNX Runtime reads them back from the file. */
    private Map<String, String> declared(DecoderProfile profile, ModelConfig config) throws IOException, OrtException {
        Path file = folder.resolve("graph.onnx");
        OnnxFile.write(folder, file, profile, config.maxPositions());
        Engine.getEngine("OnnxRuntime");
        Map<String, String> declared = new TreeMap<>();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
                OrtSession session = OrtEnvironment.getEnvironment().createSession(file.toString(), options)) {
            for (Map<String, NodeInfo> ends : List.of(session.getInputInfo(), session.getOutputInfo())) {
                ends.forEach((name, node) -> declared.put(name, said((TensorInfo) node.getInfo())));
            }
        }
        return declared;
    }

    private static String said(TensorInfo tensor) {
        StringBuilder said = new StringBuilder(tensor.type.toString());
        long[] dims = tensor.getShape();
        for (int i = 0; i < dims.length; i++) {
            said.append(' ').append(dims[i] >= 0 ? Long.toString(dims[i]) : tensor.getDimensionNames()[i]);
        }
        return said.toString();
    }
}

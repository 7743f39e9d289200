package io.insitu.connectors.serving;

import ai.djl.engine.Engine;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.insitu.connectors.onnx.DecoderExport;
import io.insitu.connectors.onnx.DecoderProfile;
import io.insitu.connectors.onnx.OnnxFile;
import io.insitu.connectors.onnx.StackedLora;
import io.insitu.schemas.model.LoraAdapter;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.schemas.model.Tensor;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A graph of standard operators, run as a stranger would: cache in, grown cache out, mask written by the caller. */
final class ExportedGraph implements AutoCloseable {
    private final ModelConfig config;
    private final OrtEnvironment ort;
    private final OrtSession session;

    ExportedGraph(Path folder, DecoderProfile profile) throws IOException {
        this(folder, folder.resolve("graph.onnx"), profile);
    }

    /** Writes the graph to a file and opens that file. */
    ExportedGraph(Path folder, Path file, DecoderProfile profile) throws IOException {
        config = ModelConfig.ofModel(folder);
        OnnxFile.write(folder, file, profile, config.maxPositions());
        Engine.getEngine("OnnxRuntime");
        ort = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            session = ort.createSession(file.toString(), options);
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Logits after every token of every sequence, fed in pieces of this length; shorter ones are padded behind. */
    List<float[][]> logits(List<int[]> sequences, @Nullable LoraAdapter adapter, int piece) {
        int longest = sequences.stream().mapToInt(s -> s.length).max().orElseThrow();
        List<float[][]> logits = new ArrayList<>();
        sequences.forEach(sequence -> logits.add(new float[sequence.length][]));
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try {
            Map<String, Tensor> lora = adapter == null ? StackedLora.none(config) : StackedLora.of(config, adapter);
            for (Map.Entry<String, Tensor> entry : lora.entrySet()) {
                inputs.put(entry.getKey(), NativeTensors.matrix(ort, entry.getValue()));
            }
            for (int layer = 0; layer < config.layers(); layer++) {
                for (String kind : List.of("key", "value")) {
                    long[] empty = {sequences.size(), config.kvHeads(), 0, config.headDim()};
                    inputs.put(
                            DecoderExport.past(layer, kind),
                            OnnxTensor.createTensor(ort, NativeTensors.floats(0), empty));
                }
            }
            for (int from = 0; from < longest; from += piece) {
                step(sequences, from, Math.min(longest, from + piece), inputs, logits);
            }
            return logits;
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    private void step(List<int[]> sequences, int from, int to, Map<String, OnnxTensor> inputs, List<float[][]> logits)
            throws OrtException {
        int batch = sequences.size();
        int length = to - from;
        LongBuffer ids = LongBuffer.allocate(batch * length);
        LongBuffer positions = LongBuffer.allocate(batch * length);
        FloatBuffer bias = FloatBuffer.allocate(batch * length * to);
        for (int[] sequence : sequences) {
            for (int t = from; t < to; t++) {
                ids.put(t < sequence.length ? sequence[t] : 0);
                positions.put(t);
                for (int s = 0; s < to; s++) {
                    bias.put(s <= t ? 0 : -1e9f);
                }
            }
        }
        inputs.put(DecoderExport.INPUT_IDS, OnnxTensor.createTensor(ort, ids.flip(), new long[] {batch, length}));
        inputs.put(
                DecoderExport.POSITION_IDS, OnnxTensor.createTensor(ort, positions.flip(), new long[] {batch, length}));
        inputs.put(
                DecoderExport.ATTENTION_BIAS,
                OnnxTensor.createTensor(ort, bias.flip(), new long[] {batch, 1, length, to}));
        OrtSession.Result result = session.run(inputs);
        float[][][] seen =
                (float[][][]) result.get(DecoderExport.LOGITS).orElseThrow().getValue();
        for (int b = 0; b < batch; b++) {
            for (int t = from; t < Math.min(to, sequences.get(b).length); t++) {
                logits.get(b)[t] = seen[b][t - from];
            }
        }
        for (int layer = 0; layer < config.layers(); layer++) {
            for (String kind : List.of("key", "value")) {
                inputs.put(DecoderExport.past(layer, kind), (OnnxTensor)
                        result.get(DecoderExport.present(layer, kind)).orElseThrow());
            }
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.insitu.connectors.serving;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import io.insitu.connectors.onnx.DecoderExport;
import io.insitu.schemas.model.ModelConfig;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The memory of one conversation: its cache, and the small tensors of a call. Costs some hundred kilobytes of native
 * memory, so it is lent to one conversation after another. Old content needs no wiping: positions beyond the current
 * one are never read.
 */
final class Workspace implements AutoCloseable {
    private final DecoderSession session;
    private final List<OnnxTensor> owned = new ArrayList<>();
    private final Map<String, OnnxTensor> base = new HashMap<>();
    private final Map<String, OnnxTensor> outputs = new HashMap<>();
    private final LongBuffer ids;
    private final LongBuffer row = NativeTensors.buffer(1, Long.BYTES).asLongBuffer();
    private final IntBuffer seqlens = NativeTensors.buffer(1, Integer.BYTES).asIntBuffer();
    private final IntBuffer total = NativeTensors.buffer(1, Integer.BYTES).asIntBuffer();
    private final FloatBuffer logits;
    private final OnnxTensor oneId;

    Workspace(DecoderSession session) {
        this.session = session;
        ModelConfig config = session.config();
        ids = NativeTensors.buffer(session.context(), Long.BYTES).asLongBuffer();
        logits = NativeTensors.floats(config.vocabSize());
        try {
            long[] shape = {1, config.kvHeads(), session.context(), config.headDim()};
            for (int layer = 0; layer < config.layers(); layer++) {
                for (String kind : List.of("key", "value")) {
                    FloatBuffer cache = NativeTensors.floats(shape[1] * shape[2] * shape[3]);
                    OnnxTensor tensor = own(OnnxTensor.createTensor(session.ort(), cache, shape));
                    base.put(DecoderExport.past(layer, kind), tensor);
                    outputs.put(DecoderExport.present(layer, kind), tensor);
                }
            }
            base.put(DecoderExport.ROWS, own(OnnxTensor.createTensor(session.ort(), row, new long[] {1})));
            base.put(DecoderExport.SEQLENS, own(OnnxTensor.createTensor(session.ort(), seqlens, new long[] {1})));
            base.put(DecoderExport.TOTAL, own(OnnxTensor.createTensor(session.ort(), total, new long[] {})));
            long[] answer = {1, 1, config.vocabSize()};
            outputs.put(DecoderExport.LOGITS, own(OnnxTensor.createTensor(session.ort(), logits, answer)));
            oneId = own(ids(1));
        } catch (OrtException e) {
            close();
            throw new ServingException("no memory for a conversation: " + DecoderSession.oneLine(e), e);
        }
    }

    /** The inputs of every call with this adapter; the caller keeps the map for the whole conversation. */
    Map<String, OnnxTensor> inputsWith(Map<String, OnnxTensor> adapter) {
        Map<String, OnnxTensor> inputs = new HashMap<>(base);
        inputs.putAll(adapter);
        return inputs;
    }

    /** Feeds tokens after those cached already; answers the logits after the last one, valid until the next call. */
    FloatBuffer feed(Map<String, OnnxTensor> inputs, int cached, int[] tokens) {
        for (int i = 0; i < tokens.length; i++) {
            ids.put(i, tokens[i]);
        }
        row.put(0, tokens.length - 1);
        seqlens.put(0, cached + tokens.length - 1);
        total.put(0, cached + tokens.length);
        if (tokens.length == 1) {
            inputs.put(DecoderExport.IDS, oneId);
            session.run(inputs, outputs);
            return logits;
        }
        try (OnnxTensor several = ids(tokens.length)) {
            inputs.put(DecoderExport.IDS, several);
            session.run(inputs, outputs);
            return logits;
        } catch (OrtException e) {
            throw new ServingException("no memory for " + tokens.length + " tokens: " + DecoderSession.oneLine(e), e);
        }
    }

    private OnnxTensor ids(int length) throws OrtException {
        return OnnxTensor.createTensor(session.ort(), ids.slice(0, length), new long[] {1, length});
    }

    private OnnxTensor own(OnnxTensor tensor) {
        owned.add(tensor);
        return tensor;
    }

    @Override
    public void close() {
        owned.forEach(OnnxTensor::close);
    }
}

package io.insitu.connectors.serving;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import io.insitu.connectors.onnx.DecoderExport;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The memory of one conversation: its cache, which grows with it, and the small tensors of a call. Costs some hundred
 * kilobytes of native memory, so it is lent to one conversation after another.
 */
final class Workspace implements AutoCloseable {
    /** Room to begin with; a cache of this size stays when the conversation ends. */
    static final int POSITIONS = 256;

    private final DecoderSession session;
    private final DirectMemory memory = new DirectMemory();
    private final List<OnnxTensor> owned = new ArrayList<>();
    private final Map<String, OnnxTensor> inputs = new HashMap<>();
    private final Map<String, OnnxTensor> outputs = new HashMap<>();
    private final LongBuffer oneId = NativeTensors.buffer(1, Long.BYTES).asLongBuffer();
    private final LongBuffer row = NativeTensors.buffer(1, Long.BYTES).asLongBuffer();
    private final IntBuffer seqlens = NativeTensors.buffer(1, Integer.BYTES).asIntBuffer();
    private final IntBuffer total = NativeTensors.buffer(1, Integer.BYTES).asIntBuffer();
    private final FloatBuffer logits;
    private final OnnxTensor oneIdTensor;
    private KvCache cache;
    private List<OnnxTensor> cacheTensors = List.of();

    Workspace(DecoderSession session) {
        this.session = session;
        this.cache = new KvCache(session, 1, Math.min(session.context(), POSITIONS));
        logits = memory.floats(session.config().vocabSize());
        try {
            useCache();
            inputs.put(DecoderExport.ROWS, own(OnnxTensor.createTensor(session.ort(), row, new long[] {1})));
            inputs.put(DecoderExport.SEQLENS, own(OnnxTensor.createTensor(session.ort(), seqlens, new long[] {1})));
            inputs.put(DecoderExport.TOTAL, own(OnnxTensor.createTensor(session.ort(), total, new long[] {})));
            long[] answer = {1, 1, session.config().vocabSize()};
            outputs.put(DecoderExport.LOGITS, own(OnnxTensor.createTensor(session.ort(), logits, answer)));
            oneIdTensor = own(OnnxTensor.createTensor(session.ort(), oneId, new long[] {1, 1}));
        } catch (OrtException e) {
            close();
            throw new ServingException("no memory for a conversation: " + DecoderSession.oneLine(e), e);
        }
    }

    /** From now on calls are made with this adapter. */
    void use(Map<String, OnnxTensor> adapter) {
        inputs.putAll(adapter);
    }

    /** True when a long conversation has made this larger than the next one may need. */
    boolean grown() {
        return cache.positions() > POSITIONS;
    }

    /** Feeds tokens after those cached already; answers the logits after the last one, valid until the next call. */
    FloatBuffer feed(int cached, int[] tokens) {
        try {
            makeRoom(cached, cached + tokens.length);
            row.put(0, tokens.length - 1);
            seqlens.put(0, cached + tokens.length - 1);
            total.put(0, cached + tokens.length);
            if (tokens.length == 1) {
                oneId.put(0, tokens[0]);
                inputs.put(DecoderExport.IDS, oneIdTensor);
                session.run(inputs, outputs);
                return logits;
            }
            try (OnnxTensor several = NativeTensors.ids(session.ort(), tokens)) {
                inputs.put(DecoderExport.IDS, several);
                session.run(inputs, outputs);
                return logits;
            }
        } catch (OrtException e) {
            throw new ServingException("no memory for " + tokens.length + " tokens: " + DecoderSession.oneLine(e), e);
        }
    }

    private void makeRoom(int cached, int needed) throws OrtException {
        if (needed > cache.positions()) {
            int twice = Math.max(needed, 2 * cache.positions());
            KvCache larger = new KvCache(session, 1, Math.min(session.context(), twice));
            KvCache smaller = cache;
            larger.copy(smaller, 0, 0, cached);
            cache = larger;
            useCache();
            smaller.close();
        }
    }

    private void useCache() throws OrtException {
        cacheTensors.forEach(OnnxTensor::close);
        cacheTensors = cache.tensors(0, 1);
        inputs.putAll(KvCache.asInputs(cacheTensors));
        outputs.putAll(KvCache.asOutputs(cacheTensors));
    }

    private OnnxTensor own(OnnxTensor tensor) {
        owned.add(tensor);
        return tensor;
    }

    @Override
    public void close() {
        owned.forEach(OnnxTensor::close);
        cacheTensors.forEach(OnnxTensor::close);
        cache.close();
        memory.close();
    }
}

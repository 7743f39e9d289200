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

/** The tensors of a batch's calls over one cache, kept from call to call for every number of rows. */
final class StepTensors implements AutoCloseable {
    private final DecoderSession session;
    private final DirectMemory memory = new DirectMemory();
    private final KvCache cache;
    private final int vocabulary;
    private final LongBuffer ids;
    private final IntBuffer seqlens;
    private final IntBuffer total = NativeTensors.buffer(1, Integer.BYTES).asIntBuffer();
    private final LongBuffer wanted = NativeTensors.buffer(1, Long.BYTES).asLongBuffer();
    private final FloatBuffer logits;
    private final List<OnnxTensor> owned = new ArrayList<>();
    private final Map<Integer, Call> byRows = new HashMap<>();

    private record Call(Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs) {}

    StepTensors(DecoderSession session, KvCache cache) {
        this.session = session;
        this.cache = cache;
        this.vocabulary = session.config().vocabSize();
        ids = NativeTensors.buffer(cache.rows(), Long.BYTES).asLongBuffer();
        seqlens = NativeTensors.buffer(cache.rows(), Integer.BYTES).asIntBuffer();
        logits = memory.floats((long) cache.rows() * vocabulary);
    }

    /** One more token for each of these, who are the first rows; answers their logits, valid until the next call. */
    FloatBuffer step(List<Seat> seats, int longest, Map<String, OnnxTensor> adapter) throws OrtException {
        for (int row = 0; row < seats.size(); row++) {
            ids.put(row, seats.get(row).lastToken());
            seqlens.put(row, seats.get(row).cached());
        }
        wanted.put(0, 0);
        total.put(0, longest + 1);
        Call call = byRows.get(seats.size());
        if (call == null) {
            call = call(0, seats.size());
            call.inputs().put(DecoderExport.IDS, own(tensor(ids, seats.size(), 1)));
            byRows.put(seats.size(), call);
        }
        call.inputs().putAll(adapter);
        session.run(call.inputs(), call.outputs());
        return logits;
    }

    /** Tokens of one row, after those it has cached; answers the logits after the last one. */
    FloatBuffer read(int row, int cached, int[] tokens, Map<String, OnnxTensor> adapter) throws OrtException {
        wanted.put(0, tokens.length - 1);
        seqlens.put(0, cached + tokens.length - 1);
        total.put(0, cached + tokens.length);
        int before = owned.size();
        try {
            Call call = call(row, 1);
            call.inputs().put(DecoderExport.IDS, own(NativeTensors.ids(session.ort(), tokens)));
            call.inputs().putAll(adapter);
            session.run(call.inputs(), call.outputs());
            return logits;
        } finally {
            List<OnnxTensor> made = owned.subList(before, owned.size());
            made.forEach(OnnxTensor::close);
            made.clear();
        }
    }

    private Call call(int first, int rows) throws OrtException {
        List<OnnxTensor> caches = cache.tensors(first, rows);
        owned.addAll(caches);
        Map<String, OnnxTensor> inputs = new HashMap<>(KvCache.asInputs(caches));
        Map<String, OnnxTensor> outputs = new HashMap<>(KvCache.asOutputs(caches));
        inputs.put(DecoderExport.ROWS, own(tensor(wanted, 1)));
        inputs.put(
                DecoderExport.SEQLENS,
                own(OnnxTensor.createTensor(session.ort(), seqlens.slice(0, rows), new long[] {rows})));
        inputs.put(DecoderExport.TOTAL, own(OnnxTensor.createTensor(session.ort(), total, new long[] {})));
        long[] shape = {rows, 1, vocabulary};
        outputs.put(
                DecoderExport.LOGITS,
                own(OnnxTensor.createTensor(session.ort(), logits.slice(0, rows * vocabulary), shape)));
        return new Call(inputs, outputs);
    }

    private OnnxTensor tensor(LongBuffer values, long... shape) throws OrtException {
        return OnnxTensor.createTensor(session.ort(), values.slice(0, (int) shape[0]), shape);
    }

    private OnnxTensor own(OnnxTensor tensor) {
        owned.add(tensor);
        return tensor;
    }

    @Override
    public void close() {
        owned.forEach(OnnxTensor::close);
        owned.clear();
        memory.close();
    }
}

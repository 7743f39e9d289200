package io.insitu.connectors.serving;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import io.insitu.connectors.onnx.DecoderExport;
import io.insitu.schemas.model.ModelConfig;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keys and values of some conversations, each a row with room for so many positions. Per layer and kind one block of
 * memory, (rows, kv, positions, d), which calls read and write in place. Old content needs no wiping: positions beyond a
 * row's length are never read.
 */
final class KvCache implements AutoCloseable {
    private final DecoderSession session;
    private final int rows;
    private final int positions;
    private final int head;
    private final int heads;
    private final DirectMemory memory = new DirectMemory();
    private final List<FloatBuffer> blocks = new ArrayList<>();

    KvCache(DecoderSession session, int rows, int positions) {
        this.session = session;
        this.rows = rows;
        this.positions = positions;
        ModelConfig config = session.config();
        this.heads = config.kvHeads();
        this.head = config.headDim();
        for (int block = 0; block < 2 * config.layers(); block++) {
            blocks.add(memory.floats((long) rows * heads * positions * head));
        }
    }

    /** What one position of one row takes. */
    static long bytesPerPosition(ModelConfig config) {
        return 2L * config.layers() * config.kvHeads() * config.headDim() * Float.BYTES;
    }

    int rows() {
        return rows;
    }

    int positions() {
        return positions;
    }

    /** Some neighbouring rows as tensors over the same memory; the caller closes them. */
    List<OnnxTensor> tensors(int first, int count) throws OrtException {
        int row = heads * positions * head;
        long[] shape = {count, heads, positions, head};
        List<OnnxTensor> tensors = new ArrayList<>();
        for (FloatBuffer block : blocks) {
            FloatBuffer part = block.slice(first * row, count * row);
            tensors.add(OnnxTensor.createTensor(session.ort(), part, shape));
        }
        return tensors;
    }

    static Map<String, OnnxTensor> asInputs(List<OnnxTensor> tensors) {
        Map<String, OnnxTensor> named = new LinkedHashMap<>();
        for (int i = 0; i < tensors.size(); i++) {
            named.put(DecoderExport.past(i / 2, kind(i)), tensors.get(i));
        }
        return named;
    }

    static Map<String, OnnxTensor> asOutputs(List<OnnxTensor> tensors) {
        Map<String, OnnxTensor> named = new LinkedHashMap<>();
        for (int i = 0; i < tensors.size(); i++) {
            named.put(DecoderExport.present(i / 2, kind(i)), tensors.get(i));
        }
        return named;
    }

    private static String kind(int block) {
        return block % 2 == 0 ? "key" : "value";
    }

    /** Copies the first positions of a row of another cache, or of this one, into a row. */
    void copy(KvCache from, int fromRow, int toRow, int length) {
        if (length == 0) {
            return; // such a row need not have a place yet
        }
        for (int block = 0; block < blocks.size(); block++) {
            for (int h = 0; h < heads; h++) {
                int source = (fromRow * heads + h) * from.positions * head;
                int target = (toRow * heads + h) * positions * head;
                blocks.get(block).put(target, from.blocks.get(block), source, length * head);
            }
        }
    }

    /** Gives the memory back now; tensors over it are closed before. */
    @Override
    public void close() {
        blocks.clear();
        memory.close();
    }
}

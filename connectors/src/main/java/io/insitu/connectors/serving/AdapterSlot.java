package io.insitu.connectors.serving;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import io.insitu.connectors.onnx.LoraSite;
import io.insitu.schemas.model.LoraAdapter;
import io.insitu.schemas.model.Tensor;
import java.nio.FloatBuffer;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One adapter in native memory. Freed when nobody who loaded it holds it any more and the last conversation with it has
 * ended, in whichever order. Guarded by the shelf's lock.
 */
final class AdapterSlot {
    private final String id;
    private final @Nullable LoraAdapter adapter;
    private final Map<String, OnnxTensor> shared;
    private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    private final Map<String, Matrix> matrices = new LinkedHashMap<>();
    private final Map<LoraSite, Integer> columns = new EnumMap<>(LoraSite.class);
    private final DirectMemory memory = new DirectMemory();
    private int holders;
    private int conversations;

    /**
     * @param adapter null for the base alone
     */
    AdapterSlot(String id, @Nullable LoraAdapter adapter, Map<String, Tensor> stacked, DecoderSession session) {
        this.id = id;
        this.adapter = adapter;
        this.shared = session.everyColumn();
        try {
            for (Map.Entry<String, Tensor> e : stacked.entrySet()) {
                Tensor matrix = e.getValue();
                FloatBuffer values = memory.floats(matrix.values().length)
                        .put(matrix.values())
                        .rewind();
                long[] shape = {matrix.rows(), matrix.columns()};
                inputs.put(e.getKey(), OnnxTensor.createTensor(session.ort(), values, shape));
                matrices.put(e.getKey(), new Matrix(values, matrix.rows(), matrix.columns()));
            }
            inputs.putAll(shared);
            for (LoraSite site : LoraSite.values()) {
                int most = 0;
                for (int layer = 0; layer < session.config().layers(); layer++) {
                    most = Math.max(most, matrix(site.inputA(layer)).columns());
                }
                columns.put(site, most);
            }
        } catch (ServingException e) {
            free();
            throw e;
        } catch (OrtException e) {
            free();
            throw new ServingException("no memory for adapter " + id + ": " + DecoderSession.oneLine(e), e);
        }
    }

    String id() {
        return id;
    }

    @Nullable
    LoraAdapter adapter() {
        return adapter;
    }

    Map<String, OnnxTensor> inputs() {
        return inputs;
    }

    /** One input's values in native memory. */
    record Matrix(FloatBuffer values, int rows, int columns) {}

    /** The same values as {@link #inputs}, to be copied from. */
    Map<String, Matrix> matrices() {
        return matrices;
    }

    Matrix matrix(String input) {
        return Objects.requireNonNull(matrices.get(input), input);
    }

    /** Columns of its A at a site, as many as in the layer that has most. */
    int columns(LoraSite site) {
        return columns.getOrDefault(site, 0);
    }

    void hold() {
        holders++;
    }

    void letGo() {
        holders--;
    }

    boolean held() {
        return holders > 0;
    }

    boolean heldOnce() {
        return holders == 1;
    }

    void join() {
        conversations++;
    }

    void leave() {
        conversations--;
    }

    boolean idle() {
        return holders == 0 && conversations == 0;
    }

    /** The memory goes back now. Nobody can run with it any more: a tensor that is closed refuses to be used. */
    void free() {
        inputs.keySet().removeAll(shared.keySet());
        inputs.values().forEach(OnnxTensor::close);
        inputs.clear();
        matrices.clear();
        memory.close();
    }
}

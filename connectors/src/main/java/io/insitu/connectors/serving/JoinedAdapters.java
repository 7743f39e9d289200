package io.insitu.connectors.serving;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import io.insitu.connectors.onnx.LoraSite;
import io.insitu.connectors.serving.AdapterSlot.Matrix;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A few adapters of one batch as one of a higher rank, so that the rows stay together in every product: the A stand side
 * by side, the B below each other, and each row keeps the columns of its own adapter.
 *
 * <pre>
 *   u = x [A1 A2]      u = own ? u : 0      y += u | B1 |        own (rows, 1, r1 + r2)
 *                                                  | B2 |
 * </pre>
 *
 * Every row pays for all the columns, so with many adapters {@link RowAdapters} is cheaper.
 */
final class JoinedAdapters implements AutoCloseable {
    /** From three on rows of their own cost less, measured by {@code BatchBenchmark} with rank 8. */
    static final int MOST = 2;

    private final DecoderSession session;
    private final DirectMemory memory = new DirectMemory();
    private final Map<String, OnnxTensor> inputs = new HashMap<>();
    private final Map<LoraSite, ByteBuffer> owns = new EnumMap<>(LoraSite.class);
    private final List<AdapterSlot> joined = new ArrayList<>();
    private final List<AdapterSlot> masked = new ArrayList<>();

    JoinedAdapters(DecoderSession session) {
        this.session = session;
    }

    /** The inputs of a call for rows with these adapters; what is there already is not written again. */
    Map<String, OnnxTensor> inputs(List<AdapterSlot> rows) throws OrtException {
        List<AdapterSlot> different = rows.stream().distinct().toList();
        if (joined.size() != different.size() || !joined.containsAll(different)) {
            close();
            join(different);
            joined.addAll(different);
        }
        if (!masked.equals(rows)) {
            mask(rows);
        }
        return inputs;
    }

    private void join(List<AdapterSlot> slots) throws OrtException {
        long room = 0;
        for (LoraSite site : LoraSite.values()) {
            room += (long) columns(slots, site) * (width(site) + out(site)) * layers();
        }
        FloatBuffer block = memory.floats(room); // zeros, for layers that an adapter leaves alone
        int start = 0;
        for (LoraSite site : LoraSite.values()) {
            int columns = columns(slots, site);
            for (int layer = 0; layer < layers(); layer++) {
                FloatBuffer a = block.slice(start, width(site) * columns);
                FloatBuffer b = block.slice(start + a.capacity(), columns * out(site));
                start += a.capacity() + b.capacity();
                sideBySide(slots, site, layer, a);
                int column = 0;
                for (AdapterSlot slot : slots) {
                    Matrix below = slot.matrix(site.inputB(layer));
                    b.put(column * out(site), below.values(), 0, below.rows() * below.columns());
                    column += slot.columns(site);
                }
                put(site.inputA(layer), OnnxTensor.createTensor(session.ort(), a, new long[] {width(site), columns}));
                put(site.inputB(layer), OnnxTensor.createTensor(session.ort(), b, new long[] {columns, out(site)}));
            }
        }
    }

    /** By way of an array: rows of a few numbers cost as much in direct memory as long ones, and everyone waits meanwhile. */
    private void sideBySide(List<AdapterSlot> slots, LoraSite site, int layer, FloatBuffer a) {
        int columns = columns(slots, site);
        float[] all = new float[a.capacity()];
        int column = 0;
        for (AdapterSlot slot : slots) {
            Matrix matrix = slot.matrix(site.inputA(layer));
            float[] one = new float[matrix.rows() * matrix.columns()];
            matrix.values().get(0, one);
            for (int i = 0; i < matrix.rows(); i++) {
                System.arraycopy(one, i * matrix.columns(), all, i * columns + column, matrix.columns());
            }
            column += slot.columns(site);
        }
        a.put(0, all);
    }

    private void mask(List<AdapterSlot> rows) throws OrtException {
        boolean asMany = rows.size() == masked.size();
        masked.clear();
        for (LoraSite site : LoraSite.values()) {
            int columns = columns(joined, site);
            ByteBuffer own = owns.get(site);
            if (own == null || own.capacity() < rows.size() * columns) {
                own = NativeTensors.buffer((long) rows.size() * columns, 1);
                owns.put(site, own);
                asMany = false;
            }
            own.clear();
            for (AdapterSlot row : rows) {
                for (AdapterSlot slot : joined) {
                    byte kept = (byte) (slot == row ? 1 : 0);
                    for (int column = slot.columns(site); column > 0; column--) {
                        own.put(kept);
                    }
                }
            }
            if (!asMany) {
                long[] shape = {rows.size(), 1, columns};
                put(site.own(), OnnxTensor.createTensor(session.ort(), own.flip(), shape, OnnxJavaType.BOOL));
            }
        }
        masked.addAll(rows);
    }

    private void put(String name, OnnxTensor tensor) {
        OnnxTensor before = inputs.put(name, tensor);
        if (before != null) {
            before.close();
        }
    }

    /** Columns that these adapters need at a site. */
    private static int columns(List<AdapterSlot> slots, LoraSite site) {
        int columns = 0;
        for (AdapterSlot slot : slots) {
            columns += slot.columns(site);
        }
        return columns;
    }

    private int layers() {
        return session.config().layers();
    }

    private int width(LoraSite site) {
        return site.width(session.config());
    }

    private int out(LoraSite site) {
        return site.outputWidth(session.config());
    }

    /** Lets go of adapters and memory; may be used again. */
    @Override
    public void close() {
        inputs.values().forEach(OnnxTensor::close);
        inputs.clear();
        joined.clear();
        masked.clear();
        owns.clear();
        memory.close();
    }
}

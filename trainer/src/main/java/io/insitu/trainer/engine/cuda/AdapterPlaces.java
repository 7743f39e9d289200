package io.insitu.trainer.engine.cuda;

import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.engine.cuda.CudaWeights.LayerWeights;
import io.insitu.trainer.model.LoraLayout;
import io.insitu.trainer.model.Modules;
import io.insitu.trainer.model.ParameterSpace.Place;
import io.insitu.trainer.model.Stack;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Which part of an adapter goes where in the weights it rides on, and where the gradient of each part goes. */
final class AdapterPlaces {
    private final LoraLayout lora;
    private final ModelConfig config;
    private final Ranks ranks;

    /**
     * The adapters of one input in one layer.
     *
     * @param rank of all of them together
     * @param offsetOfA floats before their A matrices, which lie end to end
     */
    record Side(int rank, long offsetOfA, List<Part> parts) {}

    /**
     * One adapted module.
     *
     * @param offsetOfB floats before its B
     * @param outFrom its first column in the output
     * @param rankFrom its first row in A
     */
    record Part(long offsetOfB, int out, int outFrom, int rankFrom) {}

    AdapterPlaces(LoraLayout lora, ModelConfig config) {
        this.lora = lora;
        this.config = config;
        ranks = Ranks.of(lora);
    }

    int rank() {
        return lora.rank();
    }

    /** The factor of B A. */
    float scale() {
        return lora.scale();
    }

    Side side(int layer, Stack stack) {
        List<Part> parts = new ArrayList<>();
        List<String> adapted = lora.adapted(stack);
        int outFrom = 0;
        for (String module : stack.modules()) {
            int out = Modules.out(config, module);
            if (adapted.contains(module)) {
                Place b = lora.placeOfB(layer, module);
                parts.add(new Part(b.offset(), out, outFrom, parts.size() * lora.rank()));
            }
            outFrom += out;
        }
        long a = adapted.isEmpty() ? 0 : lora.placeOfA(layer, adapted.get(0)).offset();
        return new Side(parts.size() * lora.rank(), a, parts);
    }

    /** Zeros wherever an adapter of these ranks may lie: what another one left must not count. */
    void clearing(List<LayerWeights> layers, Table table) {
        for (LayerWeights layer : layers) {
            for (Stack stack : Stack.values()) {
                int rank = ranks.of(stack);
                if (rank > 0) {
                    table.add(-1, layer.of(stack).a(rank), 1);
                    table.add(-1, layer.of(stack).b(rank), 1);
                }
            }
        }
    }

    void placing(List<LayerWeights> layers, Table table) {
        for (int i = 0; i < layers.size(); i++) {
            for (Stack stack : Stack.values()) {
                Side side = side(i, stack);
                int rank = ranks.of(stack);
                if (rank == 0) {
                    continue;
                }
                AugmentedStack weights = layers.get(i).of(stack);
                table.add(side.offsetOfA(), weights.a(rank).rows(0, side.rank()), 1);
                for (Part part : side.parts()) {
                    Rows beside = weights.b(rank).rows(part.outFrom(), part.out());
                    table.add(part.offsetOfB(), beside.columns(part.rankFrom(), lora.rank()), lora.scale());
                }
            }
        }
    }

    /** Entries as place_adapter.cu reads them. */
    static final class Table {
        private final ByteBuffer buffer;
        private int count;

        Table(ByteBuffer buffer) {
            this.buffer = buffer;
        }

        private void add(long from, Rows to, float scale) {
            buffer.putLong(from).putLong(to.address());
            buffer.putInt(to.rows()).putInt(to.columns()).putInt(to.stride()).putFloat(scale);
            count++;
        }

        int count() {
            return count;
        }
    }

    /** Entries that a table needs room for, at most. */
    int most() {
        return config.layers() * (2 * Stack.values().length + Modules.ALL.size());
    }
}

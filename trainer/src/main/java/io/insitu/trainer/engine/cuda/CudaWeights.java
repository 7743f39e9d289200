package io.insitu.trainer.engine.cuda;

import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.engine.Memory;
import io.insitu.trainer.engine.RopeTable;
import io.insitu.trainer.engine.Vectors;
import io.insitu.trainer.engine.cuda.Rows.Type;
import io.insitu.trainer.model.BaseLayout;
import io.insitu.trainer.model.Decoder;
import io.insitu.trainer.model.LoraLayout;
import io.insitu.trainer.model.Modules;
import io.insitu.trainer.model.ParameterSpace.Place;
import io.insitu.trainer.model.Stack;
import io.insitu.trainer.model.Weights;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A base on a device: matrices and biases as bf16, norms as float32, with room for the adapter that is trained at the moment. Any
 * number of adapters may take turns.
 */
final class CudaWeights implements Weights {
    private final Device device;
    private final ModelConfig config;
    private final Carrier carrier;
    private final Map<String, Supplier<Rows>> places = new HashMap<>();
    private final List<LayerWeights> layers = new ArrayList<>();
    private final Rows embedding;
    private final Rows head;
    private final Rows norms;
    private final CudaRope rope;
    private @Nullable LoraLayout placed;
    private int moves;

    /** One layer; norms are addresses of float32 numbers. */
    record LayerWeights(long inputNorm, long middleNorm, Map<Stack, AugmentedStack> stacks) {
        AugmentedStack of(Stack stack) {
            AugmentedStack own = stacks.get(stack);
            if (own == null) {
                throw new IllegalStateException("no " + stack);
            }
            return own;
        }
    }

    CudaWeights(Device device, BaseLayout layout) {
        this.device = device;
        config = layout.config();
        long bytes = DevicePlan.weights(layout, Ranks.none());
        if (bytes > device.freeBytes()) { // before the first allocation, which would have to be given back
            throw new DeviceMemoryException("the base", bytes, device.freeBytes());
        }
        carrier = new Carrier(device);
        embedding = vocabulary();
        places.put(BaseLayout.EMBEDDING, () -> embedding);
        head = config.tiedHead() ? embedding : vocabulary();
        if (!config.tiedHead()) {
            places.put(BaseLayout.HEAD, () -> head);
        }
        int count = 2 * config.layers() + 1;
        int stride = (config.hidden() + 3) / 4 * 4;
        norms = new Rows(device.allocate(4L * count * stride), count, config.hidden(), stride, Type.F32);
        places.put(BaseLayout.FINAL_NORM, () -> norms.rows(count - 1, 1));
        for (int i = 0; i < config.layers(); i++) {
            layers.add(layer(layout, i));
        }
        rope = new CudaRope(device, new RopeTable(config.ropeFrequencies(), config.maxPositions()));
    }

    private LayerWeights layer(BaseLayout layout, int i) {
        Rows input = norms.rows(2 * i, 1);
        Rows middle = norms.rows(2 * i + 1, 1);
        places.put(BaseLayout.norm(i, "input_layernorm"), () -> input);
        places.put(BaseLayout.norm(i, "post_attention_layernorm"), () -> middle);
        Map<Stack, AugmentedStack> stacks = new EnumMap<>(Stack.class);
        for (Stack stack : Stack.values()) {
            AugmentedStack own = new AugmentedStack(device, stack.out(config), stack.in(config), layout.biased(stack));
            stacks.put(stack, own);
            int from = 0;
            for (String module : stack.modules()) {
                int first = from;
                int out = Modules.out(config, module);
                places.put(
                        Modules.path(i, module) + ".weight", () -> own.weight().rows(first, out));
                Rows bias = own.bias();
                if (bias != null) {
                    places.put(Modules.path(i, module) + ".bias", () -> bias.columns(first, out));
                }
                from += out;
            }
        }
        return new LayerWeights(input.address(), middle.address(), stacks);
    }

    private Rows vocabulary() {
        int stride = (config.hidden() + 7) / 8 * 8;
        long address = device.allocate(2L * config.vocabSize() * stride);
        return new Rows(address, config.vocabSize(), config.hidden(), stride, Type.BF16);
    }

    @Override
    public void write(Place place, long from, float[] values, int count) {
        carrier.write(values, count, at(place), from);
    }

    @Override
    public void fill(Place place, long seed, float bound) {
        new RowKernels(device).fillUniform(at(place), bound, seed);
    }

    @Override
    public float[] read(Place place) {
        return carrier.read(at(place));
    }

    /** Where one parameter lies. */
    Rows at(Place place) {
        Supplier<Rows> rows = places.get(place.name());
        if (rows == null) {
            throw new IllegalArgumentException("no parameter " + place.name());
        }
        return rows.get();
    }

    @Override
    public Vectors vectors() {
        return new CudaVectors(device);
    }

    @Override
    public Decoder decoder(LoraLayout lora, Memory adapter) {
        carrier.close(); // a base that is trained on is not loaded any more
        Ranks ranks = Ranks.of(lora);
        boolean moved = false;
        for (LayerWeights layer : layers) {
            for (Map.Entry<Stack, AugmentedStack> own : layer.stacks().entrySet()) {
                moved |= own.getValue().makeRoom(ranks.of(own.getKey()));
            }
        }
        if (moved) {
            placed = null;
            moves++;
        }
        return new CudaDecoder(device, this, lora, (CudaMemory) adapter);
    }

    /** Remembers whose adapter lies in the weights; true if it is another's, of another shape perhaps. */
    boolean takes(LoraLayout lora) {
        boolean other = placed != lora;
        placed = lora;
        return other;
    }

    /** Counts how often weights came to lie elsewhere. */
    int moves() {
        return moves;
    }

    ModelConfig config() {
        return config;
    }

    List<LayerWeights> layers() {
        return layers;
    }

    Rows embedding() {
        return embedding;
    }

    Rows head() {
        return head;
    }

    long finalNorm() {
        return norms.at(2 * config.layers(), 0);
    }

    /** The rotary tables, with the positions of a sequence so long. */
    CudaRope rope(int longest) {
        moves += rope.reach(longest) ? 1 : 0;
        return rope;
    }

    @Override
    public boolean oneLane() {
        return true;
    }

    @Override
    public int shardTokens(LoraLayout lora, int usual) {
        return DevicePlan.shardTokens(config, lora, device.freeBytes());
    }

    @Override
    public boolean float32() {
        return false;
    }

    @Override
    public void close() {
        carrier.close();
        layers.forEach(layer -> layer.stacks().values().forEach(AugmentedStack::close));
        device.free(norms.address());
        device.free(embedding.address());
        if (head != embedding) {
            device.free(head.address());
        }
        rope.close();
    }
}

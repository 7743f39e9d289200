package io.insitu.trainer.model;

import io.insitu.schemas.model.LoraAdapter;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.schemas.model.PeftFolder;
import io.insitu.schemas.model.Tensor;
import io.insitu.trainer.engine.Mat;
import io.insitu.trainer.engine.Memory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An adapter's A and B matrices; the A matrices of one input lie end to end. */
public final class LoraLayout {
    private final ModelConfig config;
    private final int rank;
    private final float scale;
    private final List<String> targets;
    private final ParameterSpace space = new ParameterSpace();

    /** @param scale the factor of B A */
    public LoraLayout(ModelConfig config, int rank, double scale, List<String> targets) {
        if (targets.isEmpty() || !Modules.ALL.containsAll(targets)) {
            throw new IllegalArgumentException("target modules must be some of " + Modules.ALL + ", were " + targets);
        }
        this.config = config;
        this.rank = rank;
        this.scale = (float) scale;
        this.targets = List.copyOf(targets);
        for (int layer = 0; layer < config.layers(); layer++) {
            for (Stack stack : Stack.values()) {
                for (String module : adapted(stack)) {
                    space.add(nameOfA(layer, module), rank, Modules.in(config, module));
                }
                for (String module : adapted(stack)) {
                    space.add(nameOfB(layer, module), Modules.out(config, module), rank);
                }
            }
        }
    }

    public ParameterSpace space() {
        return space;
    }

    static String nameOfA(int layer, String module) {
        return Modules.path(layer, module) + ".A";
    }

    static String nameOfB(int layer, String module) {
        return Modules.path(layer, module) + ".B";
    }

    public ParameterSpace.Place placeOfA(int layer, String module) {
        return space.place(nameOfA(layer, module));
    }

    public ParameterSpace.Place placeOfB(int layer, String module) {
        return space.place(nameOfB(layer, module));
    }

    /** Whether this is the A matrix of a module, not its B. */
    public static boolean isA(ParameterSpace.Place place) {
        return place.name().endsWith(".A");
    }

    /** The module's path: {@code model.layers.0.self_attn.q_proj}. */
    public static String module(ParameterSpace.Place place) {
        return place.name().substring(0, place.name().length() - 2);
    }

    /** Refuses an adapter whose matrices are not exactly those of this layout; names the tensor. */
    public void mustFit(LoraAdapter adapter) {
        for (ParameterSpace.Place place : space.places()) {
            LoraAdapter.Pair pair = adapter.modules().get(module(place));
            String name = isA(place) ? PeftFolder.nameOfA(module(place)) : PeftFolder.nameOfB(module(place));
            if (pair == null) {
                throw new IllegalArgumentException("no tensor " + name);
            }
            Tensor tensor = isA(place) ? pair.a() : pair.b();
            if (!tensor.hasShape(place.rows(), place.columns())) {
                throw new IllegalArgumentException(name + " has shape " + Arrays.toString(tensor.shape())
                        + ", this base needs [" + place.rows() + ", " + place.columns() + "]");
            }
        }
        if (2 * adapter.modules().size() != space.places().size()) {
            throw new IllegalArgumentException(adapter.modules().size() + " adapted modules, but this base has "
                    + space.places().size() / 2 + " of the names " + targets);
        }
    }

    Projection.@Nullable LowRank side(Memory memory, int layer, Stack stack) {
        List<String> adapted = adapted(stack);
        if (adapted.isEmpty()) {
            return null;
        }
        Mat a = space.stacked(memory, nameOfA(layer, adapted.get(0)), adapted.size() * rank);
        List<Projection.Part> parts = new ArrayList<>();
        int outFrom = 0;
        for (String module : stack.modules()) {
            if (targets.contains(module)) {
                Mat b = space.view(memory, nameOfB(layer, module));
                parts.add(new Projection.Part(b, outFrom, parts.size() * rank));
            }
            outFrom += Modules.out(config, module);
        }
        return new Projection.LowRank(a, parts, scale);
    }

    public int rank() {
        return rank;
    }

    /** The factor of B A. */
    public float scale() {
        return scale;
    }

    /** Those modules of a stack that have an adapter, in the order of the stack. */
    public List<String> adapted(Stack stack) {
        return stack.modules().stream().filter(targets::contains).toList();
    }
}

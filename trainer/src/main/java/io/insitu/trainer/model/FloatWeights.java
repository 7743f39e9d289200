package io.insitu.trainer.model;

import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.engine.Engine;
import io.insitu.trainer.engine.EngineProvider;
import io.insitu.trainer.engine.Mat;
import io.insitu.trainer.engine.Memory;
import io.insitu.trainer.engine.RopeTable;
import io.insitu.trainer.engine.Vectors;
import io.insitu.trainer.model.ParameterSpace.Place;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Weights as one float32 vector of an engine, so that all of them can be trained, too. */
public final class FloatWeights implements Weights {
    private final EngineProvider engines;
    private final BaseLayout layout;
    private final RopeTable rope;
    private final Engine engine;
    private final Memory memory;

    public FloatWeights(EngineProvider engines, BaseLayout layout) {
        this.engines = engines;
        this.layout = layout;
        ModelConfig config = layout.config();
        rope = new RopeTable(config.ropeFrequencies(), config.maxPositions());
        engine = engines.open();
        memory = engine.allocate(layout.space().size());
    }

    /** Every base held so, by engines of this kind. */
    public static Backend on(EngineProvider engines) {
        return layout -> new FloatWeights(engines, layout);
    }

    /** All of them, laid out as {@link BaseLayout} says. */
    public Memory memory() {
        return memory;
    }

    @Override
    public void write(Place place, long from, float[] values, int count) {
        engine.write(values, Mat.of(memory, place.offset() + from, 1, count));
    }

    @Override
    public void fill(Place place, long seed, float bound) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[place.rows() * place.columns()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (2 * random.nextDouble() - 1) * bound;
        }
        write(place, 0, values, values.length);
    }

    @Override
    public float[] read(Place place) {
        return engine.read(Mat.of(memory, place.offset(), place.rows(), place.columns()));
    }

    @Override
    public Vectors vectors() {
        return engines.open();
    }

    @Override
    public Decoder decoder(LoraLayout lora, Memory adapter) {
        return open(lora, adapter);
    }

    /** The base, all of whose weights learn. */
    public Decoder decoder() {
        return open(null, null);
    }

    private Decoder open(@Nullable LoraLayout lora, @Nullable Memory adapter) {
        return new FloatDecoder(engines.open(), layout, memory, rope, lora, adapter);
    }

    @Override
    public boolean oneLane() {
        return false;
    }

    @Override
    public int shardTokens(LoraLayout lora, int usual) {
        return usual;
    }

    @Override
    public boolean float32() {
        return true;
    }

    @Override
    public void close() {
        memory.close();
        engine.close();
    }
}

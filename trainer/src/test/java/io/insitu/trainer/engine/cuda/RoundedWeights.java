package io.insitu.trainer.engine.cuda;

import io.insitu.trainer.engine.Memory;
import io.insitu.trainer.engine.Vectors;
import io.insitu.trainer.engine.cpu.CpuEngines;
import io.insitu.trainer.model.BaseLayout;
import io.insitu.trainer.model.Decoder;
import io.insitu.trainer.model.FloatWeights;
import io.insitu.trainer.model.LoraLayout;
import io.insitu.trainer.model.ParameterSpace.Place;
import io.insitu.trainer.model.Weights;

/** The CPU engine on a base that was rounded as a device holds it: what is left between the two is arithmetic. */
final class RoundedWeights implements Weights {
    private final FloatWeights exact;

    RoundedWeights(BaseLayout layout) {
        exact = new FloatWeights(new CpuEngines(), layout);
    }

    @Override
    public void write(Place place, long from, float[] values, int count) {
        float[] rounded = new float[count];
        for (int i = 0; i < count; i++) {
            boolean norm = place.name().endsWith("norm.weight");
            rounded[i] = norm ? values[i] : Bf16.widen(Bf16.round(values[i]));
        }
        exact.write(place, from, rounded, count);
    }

    @Override
    public void fill(Place place, long seed, float bound) {
        throw new UnsupportedOperationException("written, never filled");
    }

    @Override
    public float[] read(Place place) {
        return exact.read(place);
    }

    @Override
    public Vectors vectors() {
        return exact.vectors();
    }

    @Override
    public Decoder decoder(LoraLayout lora, Memory adapter) {
        return exact.decoder(lora, adapter);
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
        exact.close();
    }
}

package io.insitu.trainer.model;

import io.insitu.trainer.engine.Memory;
import io.insitu.trainer.engine.Vectors;
import io.insitu.trainer.model.ParameterSpace.Place;

/** The weights of one base as a machine holds them: read once, shared by every adapter that is trained on them. */
public interface Weights extends AutoCloseable {
    /** Sets count values of one parameter, from its element {@code from} on; only during loading. */
    void write(Place place, long from, float[] values, int count);

    /**
     * Random numbers between -bound and bound in place of one parameter: the same ones for the same seed on the same kind of
     * machine, which draws them itself, because a large base would take minutes to draw and to move.
     */
    void fill(Place place, long seed, float bound);

    /** One whole parameter, as exactly as it is held. */
    float[] read(Place place);

    /** For parameters, gradients and moments on the machine that holds these weights. */
    Vectors vectors();

    /** The base with an adapter: a memory of {@link #vectors}, laid out like this, that may change between two calls. */
    Decoder decoder(LoraLayout lora, Memory adapter);

    /** Whether whoever trains must do all of it in his own thread, because there is one queue of work. */
    boolean oneLane();

    /** How many tokens are best multiplied at once with such an adapter, where {@code usual} is what a CPU core would be given. */
    int shardTokens(LoraLayout lora, int usual);

    /** Whether all is computed in float32: then two log-probabilities of one policy differ by rounding alone. */
    boolean float32();

    @Override
    void close();
}

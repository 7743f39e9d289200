package io.insitu.connectors.onnx;

/** In which operators a decoder is written down. All of them compute the same. */
public enum DecoderProfile {
    /** ONNX Runtime's own operators; the cache is written in place. What this project serves. */
    RUNTIME(11, 23),
    /** Standard operators of opset 23: RMSNormalization, RotaryEmbedding, Attention. For any runtime that has them. */
    STANDARD(11, 23),
    /** Nothing younger than opset 18: for older runtimes, and the oracle of the other two. */
    PLAIN(8, 18);

    private final int irVersion;
    private final int opset;

    DecoderProfile(int irVersion, int opset) {
        this.irVersion = irVersion;
        this.opset = opset;
    }

    int irVersion() {
        return irVersion;
    }

    /** The version of the standard operators. */
    public int opset() {
        return opset;
    }
}

package io.insitu.trainer.engine;

/** Grouped-query attention: query head i uses key/value head i / (heads / kvHeads). A row holds q, k, v side by side. */
public record AttentionShape(int heads, int kvHeads, int headDim) {
    public int keysFrom() {
        return heads * headDim;
    }

    public int valuesFrom() {
        return (heads + kvHeads) * headDim;
    }
}

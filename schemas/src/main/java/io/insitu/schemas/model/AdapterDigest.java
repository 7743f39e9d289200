package io.insitu.schemas.model;

/** An adapter's id: a digest of its tensors, rank, alpha and base, independent of how a file spells them. */
public final class AdapterDigest {
    private AdapterDigest() {}

    public static String of(LoraAdapter adapter) {
        CanonicalHash hash = new CanonicalHash("insitu-adapter-1")
                .text(adapter.baseModelId())
                .text(Integer.toString(adapter.rank()))
                .text(Double.toString(adapter.alpha()))
                .text(String.join(",", adapter.targetModules()));
        if (adapter.rankStabilised()) {
            hash.text("rslora"); // told only then, so that every other adapter keeps its id
        }
        adapter.modules()
                .forEach((module, pair) -> hash.text(module).tensor(pair.a()).tensor(pair.b()));
        return hash.hex();
    }
}

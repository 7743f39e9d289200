package io.insitu.schemas.model;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A base model's id: a digest of its shape and of every stored tensor, independent of how config.json is spelled and of how
 * the tensors are spread over files.
 */
public final class ModelDigest {
    private ModelDigest() {}

    /** The id of the model in a HF folder. */
    public static String of(Path folder) throws IOException {
        CanonicalHash hash = new CanonicalHash("insitu-model-1")
                .text(ModelConfig.ofModel(folder).canonical());
        ModelWeights weights = ModelWeights.of(folder);
        for (String name : weights.names()) {
            TensorInfo info = weights.info(name);
            hash.text(name)
                    .text(info.dtype().name())
                    .text(info.shape().toString())
                    .length(info.bytes());
            weights.file(name).raw(info, (from, raw) -> hash.piece(raw));
        }
        return hash.hex();
    }
}

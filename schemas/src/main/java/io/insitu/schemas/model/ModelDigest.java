package io.insitu.schemas.model;

import java.io.IOException;
import java.nio.file.Path;

/** A base model's id: a digest of its shape and of every stored tensor, independent of how config.json is spelled. */
public final class ModelDigest {
    private ModelDigest() {}

    /** The id of the model in a HF folder. */
    public static String of(Path folder) throws IOException {
        CanonicalHash hash = new CanonicalHash("insitu-model-1")
                .text(ModelConfig.ofModel(folder).toString());
        SafetensorsFile file = SafetensorsFile.ofModel(folder);
        for (TensorInfo info : file.tensors()) {
            hash.text(info.name())
                    .text(info.dtype().name())
                    .text(info.shape().toString())
                    .bytes(file.raw(info));
        }
        return hash.hex();
    }
}

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
        return of(folder, false);
    }

    /** The id of a model that is about to be used: the same pass over its bytes refuses what is no finite number. */
    public static String ofFinite(Path folder) throws IOException {
        return of(folder, true);
    }

    private static String of(Path folder, boolean finite) throws IOException {
        CanonicalHash hash = new CanonicalHash("insitu-model-1")
                .text(ModelConfig.ofModel(folder).canonical());
        ModelWeights weights = ModelWeights.stored(folder);
        TensorPieces pieces = new TensorPieces();
        for (String name : weights.names()) {
            TensorInfo info = weights.info(name);
            hash.text(name)
                    .text(info.dtype().name())
                    .text(info.shape().toString())
                    .length(info.bytes());
            SafetensorsFile file = weights.file(name);
            pieces.raw(file, info, (from, raw) -> {
                int wrong = finite ? info.dtype().firstNotFinite(raw) : -1;
                if (wrong >= 0) {
                    throw new ModelFormatException(file.file() + ": " + name + " holds "
                            + info.dtype().valueAt(raw, wrong) + " at element "
                            + (from / info.dtype().width() + wrong));
                }
                hash.piece(raw);
            });
        }
        return hash.hex();
    }
}

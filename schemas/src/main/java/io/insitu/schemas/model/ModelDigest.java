package io.insitu.schemas.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A base model's id: a digest of its shape and of every stored tensor, independent of how config.json is spelled and of how
 * the tensors are spread over files.
 */
public final class ModelDigest {
    private ModelDigest() {}

    /**
     * What one pass over the bytes of a model finds.
     *
     * @param notFinite by tensor, in the order of their names: the file and the first element that is no finite number
     */
    public record Found(String id, List<String> notFinite) {}

    /** The id of the model in a HF folder. */
    public static String of(Path folder) throws IOException {
        return of(folder, null);
    }

    /** The id of a model that is about to be used: the same pass over its bytes refuses what is no finite number. */
    public static String ofFinite(Path folder) throws IOException {
        return of(folder, (tensor, said) -> {
            throw new ModelFormatException(said);
        });
    }

    /** The id of a model that may be broken, and what is. */
    public static Found look(Path folder) throws IOException {
        Map<String, String> notFinite = new LinkedHashMap<>();
        String id = of(folder, notFinite::putIfAbsent);
        return new Found(id, List.copyOf(notFinite.values()));
    }

    /** Hears of a piece of a tensor that holds no finite number. */
    private interface Trouble {
        void found(String tensor, String said) throws ModelFormatException;
    }

    private static String of(Path folder, @Nullable Trouble trouble) throws IOException {
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
                int wrong = trouble == null ? -1 : info.dtype().firstNotFinite(raw);
                if (trouble != null && wrong >= 0) {
                    trouble.found(
                            name,
                            file.file() + ": " + name + " holds " + info.dtype().valueAt(raw, wrong) + " at element "
                                    + (from / info.dtype().width() + wrong));
                }
                hash.piece(raw);
            });
        }
        return hash.hex();
    }
}

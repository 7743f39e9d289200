package io.insitu.connectors.openai;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The folder below which adapters may be loaded by request: a path is the caller's word.
 *
 * @param root null: none may be
 */
record AdapterFolder(@Nullable Path root) {
    /** Where that is, is nobody's business who may only ask. */
    private static final String BELOW = " below the folder of adapters";

    /** The real folder of that name. */
    Path place(String folder) throws ApiError {
        if (root == null) {
            throw new ApiError(
                    403,
                    "invalid_request_error",
                    null,
                    null,
                    "adapters cannot be loaded by request here; start with a folder of adapters");
        }
        try {
            Path real = root.toRealPath();
            Path place = real.resolve(folder).normalize();
            if (place.startsWith(real) // else not even whether it is there is said
                    || place.startsWith(root.toAbsolutePath().normalize())) {
                Path there = place.toRealPath();
                if (there.startsWith(real)) {
                    if (!Files.isDirectory(there)) {
                        throw ApiError.bad(ModelNames.PATH, Seen.quoted(folder) + " is no folder");
                    }
                    return there;
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new ApiError(
                    404, "invalid_request_error", ModelNames.PATH, null, "no folder " + Seen.quoted(folder) + BELOW);
        }
        throw ApiError.bad(ModelNames.PATH, Seen.quoted(folder) + " is not" + BELOW);
    }
}

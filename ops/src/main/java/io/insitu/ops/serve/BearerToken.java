package io.insitu.ops.serve;

import io.insitu.ops.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What a caller must know; from a file or the environment, never from the command line, which everybody can read. */
public final class BearerToken {
    /** The environment's name for it. */
    public static final String VARIABLE = "INSITU_TOKEN";

    private BearerToken() {}

    public static String of(@Nullable Path tokenFile) {
        try {
            String token = tokenFile == null ? System.getenv(VARIABLE) : Files.readString(tokenFile);
            if (token == null || token.strip().length() < 8) {
                throw UserError.usage("no bearer token of at least 8 characters: set " + VARIABLE + " or --token-file");
            }
            return token.strip();
        } catch (IOException e) {
            throw UserError.usage("--token-file " + tokenFile + ": cannot be read (" + UserError.reason(e) + ")");
        }
    }
}

package io.insitu.ops.modelcli;

import io.insitu.connectors.serving.ServingException;
import io.insitu.connectors.text.TextException;
import io.insitu.ops.UserError;
import io.insitu.schemas.model.ModelConfig;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Work on model files whose failures are for the person at the keyboard: one line with file, tensor and reason. */
public final class Readable {
    private Readable() {}

    /** Something that reads or writes files. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws IOException;
    }

    /** Runs it; files and arguments that cannot be used become a {@link UserError}. */
    public static <T> T orComplain(Work<T> work) {
        try {
            return work.run();
        } catch (NoSuchFileException e) {
            throw new UserError(e.getFile() + ": no such file");
        } catch (AccessDeniedException e) {
            throw new UserError(e.getFile() + ": not permitted");
        } catch (IOException | IllegalArgumentException | ServingException | TextException e) {
            throw new UserError(UserError.reason(e));
        }
    }

    /** Token ids that somebody typed. */
    static void tokens(int[] tokens, ModelConfig model) {
        if (tokens.length < 1 || tokens.length > model.maxPositions()) {
            throw UserError.usage("--tokens: the model reads 1 to " + model.maxPositions() + ", not " + tokens.length);
        }
        for (int token : tokens) {
            if (token < 0 || token >= model.vocabSize()) {
                throw UserError.usage(
                        "--tokens: token " + token + " is outside the vocabulary of " + model.vocabSize());
            }
        }
    }

    /** A folder that must be there. */
    public static Path folder(String option, Path folder) {
        if (!Files.isDirectory(folder)) {
            throw UserError.usage(option + " " + folder + " is no folder");
        }
        return folder;
    }
}

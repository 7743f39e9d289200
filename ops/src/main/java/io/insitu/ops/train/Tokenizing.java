package io.insitu.ops.train;

import io.insitu.ops.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The model's tokenizer, opened when the first line asks for it: data of token ids needs none. */
final class Tokenizing implements AutoCloseable {
    private final Path file;
    private @Nullable ChatTokens opened;

    Tokenizing(Path modelFolder) {
        file = modelFolder.resolve("tokenizer.json");
    }

    ChatTokens tokenizer() {
        if (opened == null) {
            if (!Files.exists(file)) {
                throw new UserError(file + ": no such file; messages need the model's tokenizer, tokens do not");
            }
            opened = ChatTokens.open(file);
        }
        return opened;
    }

    @Override
    public void close() {
        if (opened != null) {
            opened.close();
        }
    }
}

package io.insitu.ops.train;

import io.insitu.connectors.text.ModelText;
import io.insitu.ops.UserError;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The model's words, opened when the first line asks for them: data of token ids needs none. */
final class Tokenizing implements AutoCloseable {
    private final Path modelFolder;
    private @Nullable ModelText opened;

    Tokenizing(Path modelFolder) {
        this.modelFolder = modelFolder;
    }

    ModelText text() {
        if (opened == null) {
            try {
                opened = ModelText.of(modelFolder);
            } catch (IOException e) {
                throw new UserError(UserError.reason(e));
            }
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

package io.insitu.ops.modelcli;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.insitu.ops.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFilesTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model.safetensors",
                "model-00001-of-00002.safetensors",
                "model.safetensors.index.json",
                "adapter_model.safetensors",
                "adapter_config.json",
                "config.json",
                "tokenizer.json",
                "tokenizer_config.json",
                "cases.json",
                "expected.safetensors"
            })
    void whatAModelConsistsOfStays(String name) throws Exception {
        Path file = Files.writeString(folder.resolve(name), "precious");

        assertThatThrownBy(() -> ModelFiles.mustStay("--grads", file))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("--grads " + file + " is there")
                .hasMessageContaining("choose another name");
    }

    @Test
    void whatIsNotThereYetOrWasAResultMayBeWritten() throws Exception {
        Path result = Files.writeString(folder.resolve("out.safetensors"), "an earlier result");

        assertThatCode(() -> ModelFiles.mustStay("--grads", result)).doesNotThrowAnyException();
        assertThatCode(() -> ModelFiles.mustStay("--grads", folder.resolve("model.safetensors")))
                .doesNotThrowAnyException();
    }
}

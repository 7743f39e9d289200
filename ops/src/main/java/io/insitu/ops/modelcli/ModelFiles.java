package io.insitu.ops.modelcli;

import io.insitu.ops.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Files that a model, an adapter or a fixture consists of: no result of a command takes the place of one. */
final class ModelFiles {
    private static final Pattern NAMES = Pattern.compile("(config|generation_config|adapter_config|cases|expected"
            + "|tokenizer.*|special_tokens_map|vocab|chat_template)\\.(json|jinja|model)"
            + "|(model|adapter_model|expected).*\\.safetensors(\\.index\\.json)?"
            + "|merges\\.txt"
            + "|pytorch_model.*");

    private ModelFiles() {}

    /** Refuses a place where such a file is; what a command wrote before may be replaced. */
    static void mustStay(String option, Path file) {
        if (Files.exists(file)
                && NAMES.matcher(String.valueOf(file.getFileName())).matches()) {
            throw UserError.usage(option + " " + file
                    + " is there and, by its name, belongs to a model: it is not replaced; choose another name");
        }
    }
}

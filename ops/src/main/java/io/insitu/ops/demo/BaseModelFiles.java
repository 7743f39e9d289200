package io.insitu.ops.demo;

import io.insitu.ops.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The demo's base model, shipped inside our jar, as a folder that runtime and trainer can read. */
public final class BaseModelFiles {
    private static final String RESOURCES = "/demo-model/";
    private static final List<String> NAMES = List.of("config.json", "model.safetensors", "vocab.json");

    private BaseModelFiles() {}

    /** Writes the files beside the data; they are always those of this build. */
    public static Path unpack(Path root) {
        Path folder = root.resolve("base-model");
        try {
            Files.createDirectories(folder);
            for (String name : NAMES) {
                try (InputStream in = BaseModelFiles.class.getResourceAsStream(RESOURCES + name)) {
                    if (in == null) {
                        throw new UserError("the base model is not in this build: " + RESOURCES + name
                                + " is missing; remake it with 'insitu train-base'");
                    }
                    Files.copy(in, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            return folder;
        } catch (IOException e) {
            throw new UserError("base model: cannot be written to " + folder + ": " + UserError.reason(e));
        }
    }
}

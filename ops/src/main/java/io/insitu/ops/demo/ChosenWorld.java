package io.insitu.ops.demo;

import io.insitu.connectors.desk.World;
import io.insitu.connectors.desk.WorldException;
import io.insitu.connectors.desk.WorldFile;
import io.insitu.ops.UserError;
import io.insitu.schemas.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The world a run is about.
 *
 * @param digest of the bytes it was read from: a file may change under its name
 */
record ChosenWorld(World world, String digest) {
    /**
     * @param name of a shipped world, or a file
     */
    static ChosenWorld named(String name) {
        try {
            if (WorldFile.shipped().contains(name)) {
                return new ChosenWorld(WorldFile.shipped(name), Digest.ofBytes(WorldFile.shippedBytes(name)));
            }
            Path file = Path.of(name);
            if (!Files.isRegularFile(file)) {
                throw UserError.usage("--world " + name + ": neither a shipped world ("
                        + String.join(", ", WorldFile.shipped()) + ") nor a file");
            }
            return new ChosenWorld(WorldFile.read(file), Digest.ofBytes(Files.readAllBytes(file)));
        } catch (WorldException | IOException e) {
            throw UserError.usage("--world " + UserError.reason(e));
        }
    }
}

package io.insitu.ops.modelcli;

import io.insitu.ops.site.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * A folder that appears whole or not at all. It is written beside its place under a name that nobody had: what a killed run
 * or somebody else left there must not be published with it.
 */
final class Published {
    private Published() {}

    /** What fills the folder. */
    @FunctionalInterface
    interface Filling {
        void into(Path folder) throws IOException;
    }

    /** Fills a folder and puts it in its place; nothing is left of one that could not be filled. */
    static void folder(Path out, Filling filling) throws IOException {
        Path place = out.toAbsolutePath();
        Path beside = place.resolveSibling(place.getFileName() + ".writing-" + UUID.randomUUID());
        Files.createDirectories(place.resolveSibling("."));
        Files.createDirectory(beside);
        try {
            filling.into(beside);
            Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Folders.delete(beside);
        }
    }
}

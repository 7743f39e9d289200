package io.insitu.ops.modelcli;

import io.insitu.ops.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** Files that appear together or not at all: each is written beside its place, and all are renamed at the end. */
final class Together {
    private final Map<Path, Path> beside = new LinkedHashMap<>();

    /** Writes a file to the place it is given. */
    @FunctionalInterface
    interface Writer {
        void write(Path place) throws IOException;
    }

    /** Refuses, before anything is computed, a place where no file can be. */
    void promise(String option, Path file) {
        Path place = file.toAbsolutePath().normalize();
        Readable.folder("folder of " + option, place.resolveSibling(""));
        if (Files.isDirectory(place)) {
            throw UserError.usage(option + " " + file + " is a folder; it must be a file");
        }
        ModelFiles.mustStay(option, file);
        if (!Files.isWritable(place.resolveSibling(""))) {
            throw UserError.usage(option + " " + file + ": its folder cannot be written to");
        }
        if (beside.put(place, place.resolveSibling(place.getFileName() + ".writing")) != null) {
            throw UserError.usage(option + " " + file + " is already the place of another result");
        }
    }

    /** Writes every promised file; a failure leaves none of them. */
    void write(Map<Path, Writer> writers) throws IOException {
        try {
            for (Map.Entry<Path, Writer> each : writers.entrySet()) {
                each.getValue().write(beside(each.getKey()));
            }
            for (Path file : writers.keySet()) {
                Path place = file.toAbsolutePath().normalize();
                Files.move(beside(file), place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            for (Path file : writers.keySet()) {
                Path left = beside(file); // is there only after a failure, with what was being written
                Files.deleteIfExists(left);
                Files.deleteIfExists(left.resolveSibling(left.getFileName() + ".part"));
            }
        }
    }

    private Path beside(Path file) {
        Path place = beside.get(file.toAbsolutePath().normalize());
        if (place == null) {
            throw new IllegalStateException(file + " was never promised");
        }
        return place;
    }
}

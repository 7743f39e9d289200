package io.insitu.ops.bench.stream;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** What files take that others write and delete meanwhile. */
final class FolderSize {
    private FolderSize() {}

    /**
     * In MB.
     *
     * @param ending of the names that count
     */
    static double mb(Path folder, String ending) {
        long[] bytes = {0};
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    bytes[0] += file.toString().endsWith(ending) ? attributes.size() : 0;
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException gone) {
                    return FileVisitResult.CONTINUE; // compacted away in this moment
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, IOException gone) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            return -1; // cannot be: each trouble is answered above
        }
        return bytes[0] / (double) (1 << 20);
    }
}

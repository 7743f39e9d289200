package io.insitu.ops.cli;

import io.insitu.ops.UserError;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The files of a folder and of its folders. Links to folders are not followed, as they may lead back; what is hidden is
 * nobody's runs, such as a repository's own files; what cannot be read costs itself only. Each of them is told.
 */
final class FolderFiles extends SimpleFileVisitor<Path> {
    private static final int DEEPEST = 8;

    private final Path start;
    private final Consumer<String> leftOut;
    private final List<Path> files = new ArrayList<>();

    private FolderFiles(Path start, Consumer<String> leftOut) {
        this.start = start;
        this.leftOut = leftOut;
    }

    /** In the order of their names. */
    static List<Path> of(Path folder, Consumer<String> leftOut) throws IOException {
        Path start = Files.isSymbolicLink(folder) ? folder.toRealPath() : folder;
        List<String> told = new ArrayList<>();
        FolderFiles walk = new FolderFiles(start, told::add);
        Files.walkFileTree(start, Set.of(), DEEPEST, walk);
        Collections.sort(told); // a disk has no order
        told.forEach(leftOut);
        Collections.sort(walk.files);
        return walk.files;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        return hidden(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (hidden(file)) {
            return FileVisitResult.CONTINUE;
        }
        if (attributes.isDirectory()) { // where the walk ends
            leftOut.accept(file + ": left out, " + DEEPEST + " folders deep; import it by its name");
        } else if (Files.isRegularFile(file)) { // also by a link
            files.add(file);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException why) throws IOException {
        if (file.equals(start)) {
            throw why;
        }
        leftOut.accept(file + ": left out, " + UserError.reason(why));
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException why) {
        if (why != null) {
            leftOut.accept(folder + ": read in part, " + UserError.reason(why));
        }
        return FileVisitResult.CONTINUE;
    }

    private boolean hidden(Path path) {
        boolean hidden = !path.equals(start) && path.getFileName().toString().startsWith(".");
        if (hidden) {
            leftOut.accept(path + ": left out, hidden; import it by its name");
        }
        return hidden;
    }
}

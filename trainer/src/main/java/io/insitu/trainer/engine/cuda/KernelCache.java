package io.insitu.trainer.engine.cuda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compiled kernels on disk, named by the digest of all they depend on, so that none is ever stale. A file is the digest of the code,
 * then the code: one that was cut off or changed is made anew. Only a saving: where it cannot be written, kernels are compiled at
 * every start.
 */
final class KernelCache {
    private static final Logger LOG = LoggerFactory.getLogger(KernelCache.class);
    private static final int DIGEST = 32;

    private final Path folder;

    KernelCache(Path folder) {
        this.folder = folder;
    }

    byte[] get(String key, Supplier<byte[]> compile) {
        Path file = folder.resolve(key + ".kernel");
        byte[] known = read(file);
        if (known.length > 0) {
            return known;
        }
        byte[] code = compile.get();
        write(file, code);
        return code;
    }

    /** Nothing, when there is no whole file. */
    private static byte[] read(Path file) {
        try {
            byte[] all = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
            if (all.length > DIGEST) {
                byte[] code = Arrays.copyOfRange(all, DIGEST, all.length);
                if (Arrays.equals(digest(code), Arrays.copyOf(all, DIGEST))) {
                    return code;
                }
            }
        } catch (IOException e) {
            LOG.atDebug()
                    .addKeyValue("file", file)
                    .addKeyValue("reason", e.toString())
                    .log("kernel not read");
        }
        return new byte[0];
    }

    /** Beside its place and renamed: two processes that start at once do not see half of each other's files. */
    private void write(Path file, byte[] code) {
        try {
            Files.createDirectories(folder);
            Path beside = Files.createTempFile(folder, "kernel", ".writing");
            byte[] all = Arrays.copyOf(digest(code), DIGEST + code.length);
            System.arraycopy(code, 0, all, DIGEST, code.length);
            Files.write(beside, all);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.atDebug()
                    .addKeyValue("file", file)
                    .addKeyValue("reason", e.toString())
                    .log("kernel not kept");
        }
    }

    private static byte[] digest(byte[] code) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(code);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

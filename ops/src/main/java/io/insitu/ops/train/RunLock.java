package io.insitu.ops.train;

import io.insitu.ops.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One run at a time writes to a place: two would share its checkpoints. Held by a lock on a file beside it, which the system
 * lets go of when a process dies, however it dies. That the file can be made shows, before anything is learnt, that the
 * result can be written.
 *
 * <p>POSIX lets go of it as well when the process closes any other descriptor of the file. So the file is opened once, and
 * never by a process that holds it already.
 */
final class RunLock implements AutoCloseable {
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();
    private static final int LENGTHS = 1 << 20;

    private final Path file;
    private final FileChannel channel;

    private RunLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static RunLock of(Path out) {
        Path place = out.toAbsolutePath().normalize();
        try {
            Path folder = Files.createDirectories(place.resolveSibling("")).toRealPath();
            Path file = folder.resolve(place.getFileName() + ".lock");
            if (!HELD.add(file)) {
                throw taken(out, file);
            }
            RunLock lock = null;
            try {
                while (lock == null) {
                    lock = locked(out, file);
                }
                return lock;
            } finally {
                if (lock == null) {
                    HELD.remove(file);
                }
            }
        } catch (IOException e) {
            throw UserError.usage("--out " + out + " cannot be written: " + UserError.reason(e));
        }
    }

    /** Null: the file that was locked is no longer the one that lies there, because its owner took it away. */
    private static @Nullable RunLock locked(Path out, Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean mine = false;
        try {
            if (channel.tryLock() == null) {
                throw taken(out, file);
            }
            mine = liesAt(file, channel);
            return mine ? new RunLock(file, channel) : null;
        } catch (OverlappingFileLockException e) {
            throw taken(out, file);
        } finally {
            if (!mine) {
                channel.close();
            }
        }
    }

    /** A length drawn at random is seen at the path without opening what lies there. */
    private static boolean liesAt(Path file, FileChannel channel) throws IOException {
        int length = ThreadLocalRandom.current().nextInt(1, LENGTHS);
        channel.truncate(0);
        channel.write(ByteBuffer.allocate(1), length - 1);
        try {
            return Files.size(file) == length;
        } catch (NoSuchFileException e) {
            return false;
        } finally {
            channel.truncate(0);
        }
    }

    private static UserError taken(Path out, Path file) {
        return new UserError("--out " + out + ": another run is writing there, its lock is " + file
                + "; wait for it or choose another folder");
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(file); // while it is still locked: nobody else may take it for theirs
            channel.close();
        } catch (IOException e) {
            throw new UserError(file + " cannot be taken away: " + UserError.reason(e));
        } finally {
            HELD.remove(file);
        }
    }
}

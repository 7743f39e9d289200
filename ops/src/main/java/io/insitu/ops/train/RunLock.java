package io.insitu.ops.train;

import io.insitu.ops.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One run at a time writes to a place: two would share its checkpoints. Held by a lock on a file beside it, which the system
 * lets go of when a process dies, however it dies. That the file can be made shows, before anything is learnt, that the
 * result can be written.
 */
final class RunLock implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;

    private RunLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static RunLock of(Path out) {
        Path place = out.toAbsolutePath().normalize();
        Path file = place.resolveSibling(place.getFileName() + ".lock");
        try {
            Files.createDirectories(place.resolveSibling(""));
            while (true) {
                RunLock lock = locked(out, file);
                if (lock != null) {
                    return lock;
                }
            }
        } catch (IOException e) {
            throw UserError.usage("--out " + out + " cannot be written: " + UserError.reason(e));
        }
    }

    /** Null: the file that was locked is no longer the one that lies there, because its owner took it away. */
    private static @Nullable RunLock locked(Path out, Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new OverlappingFileLockException();
            }
            String mine = UUID.randomUUID().toString();
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(mine.getBytes(StandardCharsets.UTF_8)));
            if (Files.readString(file).equals(mine)) {
                return new RunLock(file, channel);
            }
        } catch (NoSuchFileException e) {
            channel.close();
            return null;
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new UserError("--out " + out + ": another run is writing there, its lock is " + file
                    + "; wait for it or choose another folder");
        }
        channel.close();
        return null;
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(file); // while it is still locked: nobody else may take it for theirs
            channel.close();
        } catch (IOException e) {
            throw new UserError(file + " cannot be taken away: " + UserError.reason(e));
        }
    }
}

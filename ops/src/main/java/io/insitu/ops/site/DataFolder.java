package io.insitu.ops.site;

import io.insitu.ops.UserError;
import io.insitu.schemas.model.ArtifactStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where everything that must survive is kept.
 *
 * <pre>
 * root/broker/         the log itself
 *     /schemas.json    the embedded registry
 *     /streams/        state stores; a cache of the log, may be deleted
 *     /adapters/       weights, under their digests
 *     /run.json        which run this folder holds
 *     /scoring.json    how attempts are scored; absent: as shipped
 *     /distilling.json whether a model is asked for principles; absent: nobody is
 *     /retrieval.json  what agents are given; absent: as shipped
 *     /selection.json  which samples make a batch; absent: as shipped
 *     /insitu.log      what went on
 *     /site.json       where a running site listens
 * </pre>
 */
public record DataFolder(Path root) {
    public DataFolder {
        root = root.toAbsolutePath().normalize();
    }

    /** Makes the folder and sends this process's log there. Call before anything logs. */
    public static DataFolder create(Path root) {
        DataFolder folder = new DataFolder(root);
        try {
            Files.createDirectories(folder.root);
        } catch (IOException e) {
            throw UserError.usage(
                    "--data " + root + ": cannot be made (" + UserError.reason(e) + "); choose another folder");
        }
        if (!Files.isWritable(folder.root)) {
            throw UserError.usage("--data " + root + ": cannot be written to; choose another folder");
        }
        folder.logHere();
        return folder;
    }

    /** A folder that must already hold a log. */
    public static DataFolder existing(Path root) {
        DataFolder folder = new DataFolder(root);
        if (!Files.isDirectory(folder.broker())) {
            throw UserError.usage("--data " + root + ": holds no run; 'insitu demo --data " + root + "' makes one");
        }
        folder.logHere();
        return folder;
    }

    public Path broker() {
        return root.resolve("broker");
    }

    public Path schemas() {
        return root.resolve("schemas.json");
    }

    public Path streams() {
        return root.resolve("streams");
    }

    public ArtifactStore artifacts() {
        return new ArtifactStore(root);
    }

    public Path run() {
        return root.resolve("run.json");
    }

    public Path scoring() {
        return root.resolve("scoring.json");
    }

    public Path distilling() {
        return root.resolve("distilling.json");
    }

    public Path selection() {
        return root.resolve("selection.json");
    }

    public Path retrieval() {
        return root.resolve("retrieval.json");
    }

    public Path site() {
        return root.resolve("site.json");
    }

    private void logHere() {
        System.setProperty("insitu.log", root.resolve("insitu.log").toString());
    }
}

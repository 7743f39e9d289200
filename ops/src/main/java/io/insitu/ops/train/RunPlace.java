package io.insitu.ops.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.ops.UserError;
import io.insitu.ops.modelcli.Readable;
import io.insitu.ops.site.Folders;
import io.insitu.schemas.Digest;
import io.insitu.schemas.model.LoraAdapter;
import io.insitu.schemas.model.PeftFolder;
import io.insitu.trainer.run.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Where a run's result goes, and what lies beside it until then. */
record RunPlace(Path out) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String REPORT = "training.json";

    /** Of the checkpoints. */
    Path part() {
        return beside(".part");
    }

    /**
     * Refuses a place that is taken. Where a run was killed after it had put its result there, its checkpoints are of no more
     * use and go; those of a run that ended elsewhere, or not at all, stay. To be called under the lock.
     */
    void mustBeNew() {
        if (!Files.exists(out)) {
            return;
        }
        boolean cleared = Readable.orComplain(() -> Checkpoint.clear(part(), result(out)));
        throw UserError.usage("--out " + out + " is there already"
                + (cleared ? ", whole; the checkpoints its run left in " + part() + " are cleared" : "")
                + "; choose a new folder");
    }

    /**
     * Written beside its place and renamed: a folder of this name is a whole adapter. What a killed run left half written goes
     * first. To be called under the lock.
     */
    void write(LoraAdapter adapter, ObjectNode report, Checkpoint checkpoint) throws IOException {
        Path beside = beside(".writing");
        Folders.delete(beside);
        PeftFolder.write(beside, adapter);
        Files.writeString(
                beside.resolve(REPORT), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(report) + "\n");
        checkpoint.endsAs(result(beside));
        Files.move(beside, out, StandardCopyOption.ATOMIC_MOVE);
        checkpoint.delete();
    }

    /** What tells one result from another: its report names the adapter by its digest. */
    private static String result(Path folder) throws IOException {
        Path report = folder.resolve(REPORT);
        return Files.isRegularFile(report) ? Digest.ofBytes(Files.readAllBytes(report)) : "none";
    }

    private Path beside(String suffix) {
        return out.resolveSibling(out.getFileName() + suffix);
    }
}

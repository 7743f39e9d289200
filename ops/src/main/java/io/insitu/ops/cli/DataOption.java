package io.insitu.ops.cli;

import io.insitu.ops.log.LogReader;
import io.insitu.ops.site.DataFolder;
import io.insitu.ops.site.Site;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which data folder a command is about. */
public final class DataOption {
    @Option(
            names = "--data",
            defaultValue = "insitu-data",
            description = "Folder of a run (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("insitu-data");

    /** Joins the process that runs on the folder, or starts its broker. */
    public Site join() {
        return Site.join(DataFolder.existing(data));
    }

    /** The same for a command that may begin a folder. */
    public Site joinOrBegin() {
        return Site.join(DataFolder.create(data));
    }

    /** Reads the log of a site. */
    public static LogReader log(Site site) {
        return new LogReader(site.clients(), site.serdes());
    }
}

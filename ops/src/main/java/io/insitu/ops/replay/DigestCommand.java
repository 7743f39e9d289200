package io.insitu.ops.replay;

import io.insitu.ops.ExitCode;
import io.insitu.ops.cli.DataOption;
import io.insitu.ops.cli.Table;
import io.insitu.ops.site.Evolution;
import io.insitu.ops.site.Site;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One digest per store. */
@Command(
        name = "digest",
        mixinStandardHelpOptions = true,
        description = "Print the SHA-256 of every store, and of the trajectories in the journal.")
public final class DigestCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--in", defaultValue = "", description = "Namespace of a replay (default: the live run).")
    private String namespace = "";

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    public Integer call() {
        try (Site site = data.join()) {
            Table table = new Table("store", "entries", "sha256");
            new Digests(DataOption.log(site))
                    .of(Evolution.applicationIn(namespace), namespace)
                    .forEach(digest -> table.row(digest.name(), digest.entries(), digest.sha256()));
            table.print(json);
        }
        return ExitCode.OK;
    }
}

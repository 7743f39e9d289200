package io.insitu.ops.replay;

import io.insitu.ops.ExitCode;
import io.insitu.ops.UserError;
import io.insitu.ops.cli.DataOption;
import io.insitu.ops.cli.Table;
import io.insitu.ops.log.LogReader;
import io.insitu.ops.site.Evolution;
import io.insitu.ops.site.Site;
import io.insitu.schemas.Stores;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One digest per store, and per topic that follows from the log. */
@Command(
        name = "digest",
        mixinStandardHelpOptions = true,
        description = "Print the SHA-256 of every store, and of every topic that follows from the log.")
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
            LogReader log = DataOption.log(site);
            String application = Evolution.applicationIn(namespace);
            if (!namespace.isEmpty() && log.partitions(Stores.all().get(0).changelog(application)) == 0) {
                throw UserError.usage("--in " + namespace + ": no replay has written into this namespace here");
            }
            List<StoreDigest> digests = new ArrayList<>(new Digests(log).of(application));
            digests.addAll(new Outputs(log).of(namespace));
            digests.forEach(digest -> table.row(digest.name(), digest.entries(), digest.sha256()));
            table.print(json);
        }
        return ExitCode.OK;
    }
}

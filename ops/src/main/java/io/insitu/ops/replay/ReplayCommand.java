package io.insitu.ops.replay;

import io.insitu.ops.ExitCode;
import io.insitu.ops.UserError;
import io.insitu.ops.cli.DataOption;
import io.insitu.ops.cli.Table;
import io.insitu.ops.log.LogReader;
import io.insitu.ops.log.RunningTime;
import io.insitu.ops.site.Evolution;
import io.insitu.ops.site.Rest;
import io.insitu.ops.site.Site;
import io.insitu.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Rebuilds everything from the facts, beside the live state, and says whether it came out the same. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = "Rebuild all state from the facts in a namespace of its own.")
public final class ReplayCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--into", required = true, description = "A new namespace: letters, digits and dashes.")
    private String namespace = "";

    @Option(
            names = "--diff",
            description = {
                "Compare each store, and each topic that follows from the log, with the live one;",
                "exit code 1 when one differs. Lets the live one reach the end of the log first."
            })
    private boolean diff;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    public Integer call() {
        if (!namespace.matches("[a-z0-9][a-z0-9-]{0,40}")) {
            throw UserError.usage("--into '" + namespace + "': use up to 41 lower-case letters, digits and dashes");
        }
        try (Site site = data.join()) {
            if (site.holds(namespace)) {
                throw UserError.usage(
                        "--into " + namespace + ": was used before; a rebuild starts from nothing, so name another");
            }
            if (diff) {
                Rest.bring(site, "replay --diff");
            }
            LogReader log = DataOption.log(site);
            double liveSeconds = liveSeconds(log);
            long began = System.nanoTime();
            try (Evolution replay = Evolution.replay(site, namespace)) {
                if (!replay.awaitCaughtUp(PATIENCE)) {
                    throw new UserError("the replay did not catch up within " + PATIENCE.toMinutes() + " min");
                }
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            System.err.println(String.format(
                    Locale.ROOT,
                    "insitu: %.0f s of life replayed in %.1f s, %.1f times as fast",
                    liveSeconds,
                    seconds,
                    liveSeconds / seconds));
            Rest.awaitMarkers(site, "replay");
            return compare(log);
        }
    }

    private static List<StoreDigest> digests(LogReader log, String namespace) {
        List<StoreDigest> digests = new ArrayList<>(new Digests(log).of(Evolution.applicationIn(namespace)));
        digests.addAll(new Outputs(log).of(namespace));
        return digests;
    }

    private int compare(LogReader log) {
        List<StoreDigest> rebuilt = digests(log, namespace);
        if (!diff) {
            Table table = new Table("store", "entries", "sha256");
            rebuilt.forEach(digest -> table.row(digest.name(), digest.entries(), digest.sha256()));
            table.print(json);
            return ExitCode.OK;
        }
        List<StoreDigest> live = digests(log, "");
        Table table = new Table("store", "equal", "live", "replayed", "sha256Live", "sha256Replayed");
        boolean equal = true;
        for (int i = 0; i < live.size(); i++) {
            StoreDigest a = live.get(i);
            StoreDigest b = rebuilt.get(i);
            equal &= a.equals(b);
            table.row(a.name(), a.equals(b), a.entries(), b.entries(), a.sha256(), b.sha256());
        }
        table.print(json);
        System.err.println(
                "insitu: " + (equal ? "every store and every derived topic is equal" : "NOT EQUAL: see the table"));
        return equal ? ExitCode.OK : ExitCode.FAILED;
    }

    /** While a process ran, idle or not: an idle hour is an hour, an hour between two starts is none. */
    private static double liveSeconds(LogReader log) {
        RunningTime running = new RunningTime();
        log.each(Topics.INTERACTIONS, "", line -> running.note(line.value().getAtMs()));
        return running.seconds();
    }
}

package io.insitu.ops.audit;

import io.insitu.ops.ExitCode;
import io.insitu.ops.cli.DataOption;
import io.insitu.ops.cli.Table;
import io.insitu.ops.site.Rest;
import io.insitu.ops.site.Site;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Counts facts that must be there exactly once. */
@Command(
        name = "audit-log",
        mixinStandardHelpOptions = true,
        description = {
            "Count events, experience, Q updates, replies and adapters: none lost, none twice.",
            "Lets learning reach the end of the log first. Exit code 1 when one is lost or there twice."
        })
public final class AuditCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    public Integer call() {
        List<Tally> tallies;
        try (Site site = data.join()) {
            Rest.bring(site, "audit-log");
            tallies = new Audit(site).count();
        }
        Table table = new Table("fact", "distinct", "twice", "lost", "open");
        tallies.forEach(each -> table.row(each.fact(), each.distinct(), each.twice(), each.lost(), each.open()));
        table.print(json);
        List<String> wrong = tallies.stream()
                .filter(each -> !each.sound())
                .map(each -> each.fact() + " (" + each.twice() + " twice, " + each.lost() + " lost)")
                .toList();
        System.err.println("insitu: " + (wrong.isEmpty() ? "none lost, none twice" : "NOT SOUND: " + wrong));
        return wrong.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }
}

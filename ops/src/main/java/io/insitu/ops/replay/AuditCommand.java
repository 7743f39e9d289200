package io.insitu.ops.replay;

import io.insitu.ops.ExitCode;
import io.insitu.ops.cli.DataOption;
import io.insitu.ops.cli.Table;
import io.insitu.ops.log.LogReader;
import io.insitu.ops.site.Site;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.AdapterStatus;
import io.insitu.schemas.event.Tick;
import io.insitu.schemas.event.Trajectory;
import io.insitu.schemas.event.TrajectoryEnded;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Counts facts that must be there exactly once. */
@Command(
        name = "audit-log",
        mixinStandardHelpOptions = true,
        description = "Count events, trajectories, experience, replies and adapters: none lost, none twice.")
public final class AuditCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    public Integer call() {
        Table table = new Table("fact", "distinct", "twice", "lost");
        boolean sound = true;
        try (Site site = data.join()) {
            LogReader log = DataOption.log(site);
            List<String> events = new ArrayList<>();
            Set<String> ended = new HashSet<>();
            log.each(Topics.INTERACTIONS, "", line -> {
                if (!(line.value().getBody() instanceof Tick)) {
                    events.add(line.value().getEventId());
                }
                if (line.value().getBody() instanceof TrajectoryEnded) {
                    ended.add(line.value().getTrajectoryId());
                }
            });
            List<String> trajectories = new ArrayList<>();
            log.each(Topics.JOURNAL, "", line -> {
                if (line.value().getBody() instanceof Trajectory trajectory) {
                    trajectories.add(trajectory.getTrajectoryId());
                }
            });
            Set<String> closed = new HashSet<>(trajectories);
            long unclosed = ended.stream().filter(id -> !closed.contains(id)).count();
            List<String> experience = new ArrayList<>();
            log.each(Topics.EXPERIENCE, "", line -> experience.add(line.value().getExperienceId()));
            List<String> replies = new ArrayList<>();
            log.each(Topics.REPLIES, "", line -> replies.add(line.value().getRequestId()));
            Set<String> batches = new HashSet<>();
            log.each(
                    Topics.TRAINING_BATCHES,
                    "",
                    line -> batches.add(line.value().getBatchId()));
            List<String> candidates = new ArrayList<>();
            log.each(Topics.ADAPTERS, "", line -> {
                if (line.value().getStatus() == AdapterStatus.CANDIDATE) {
                    candidates.add(line.value().getBatchId());
                }
            });
            sound &= row(table, "events", events, 0);
            sound &= row(table, "trajectories", trajectories, unclosed);
            sound &= row(table, "experience", experience, 0);
            sound &= row(table, "replies", replies, 0);
            sound &= row(table, "candidates", candidates, 0);
            table.row("batches", batches.size(), 0, 0);
        }
        table.print(json);
        return sound ? ExitCode.OK : ExitCode.FAILED;
    }

    private static boolean row(Table table, String fact, List<String> ids, long lost) {
        int distinct = new HashSet<>(ids).size();
        table.row(fact, distinct, ids.size() - distinct, lost);
        return ids.size() == distinct && lost == 0;
    }
}

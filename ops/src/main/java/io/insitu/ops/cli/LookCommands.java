package io.insitu.ops.cli;

import io.insitu.ops.ExitCode;
import io.insitu.ops.UserError;
import io.insitu.ops.log.LogReader;
import io.insitu.ops.site.Site;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.EntryStatus;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.Principle;
import io.insitu.schemas.event.Tool;
import io.insitu.schemas.event.ToolStep;
import io.insitu.schemas.event.Trajectory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands that only look: each fills one table from the log. */
public final class LookCommands {
    private LookCommands() {}

    /** What all of them share. */
    abstract static class Look implements Callable<Integer> {
        @Mixin
        private DataOption data = new DataOption();

        @Option(names = "--json", description = "As JSON.")
        private boolean json;

        abstract Table table(LogReader log);

        @Override
        public Integer call() {
            try (Site site = data.join()) {
                table(DataOption.log(site)).print(json);
            }
            return ExitCode.OK;
        }
    }

    private static <T> List<T> byLineage(Collection<T> facts, Function<T, String> lineage) {
        return facts.stream().sorted(Comparator.comparing(lineage)).toList();
    }

    /** How many trajectories, and what came of them, by lineage. */
    @Command(name = "status", mixinStandardHelpOptions = true, description = "Count what each lineage did and learnt.")
    public static final class Status extends Look {
        @Override
        Table table(LogReader log) {
            Map<String, Map<String, Integer>> counts = new TreeMap<>();
            BiConsumer<String, String> count = (lineage, what) ->
                    counts.computeIfAbsent(lineage, name -> new TreeMap<>()).merge(what, 1, Integer::sum);
            log.each(Topics.JOURNAL, "", line -> {
                if (line.value().getBody() instanceof Trajectory trajectory) {
                    count.accept(trajectory.getLineage(), "trajectories");
                }
            });
            log.each(
                    Topics.UPDATES,
                    "",
                    line -> count.accept(
                            line.value().getLineage(), line.value().getKind().name()));
            Table table = new Table("lineage", "what", "count");
            counts.forEach((lineage, kinds) -> kinds.forEach((what, number) -> table.row(lineage, what, number)));
            return table;
        }
    }

    /** The principles as they stand. */
    @Command(name = "principles", mixinStandardHelpOptions = true, description = "List principles with their evidence.")
    public static final class Principles extends Look {
        @Override
        Table table(LogReader log) {
            Table table = new Table("lineage", "status", "q", "uses", "for", "against", "held", "statement", "id");
            byLineage(log.newest(Topics.PRINCIPLES), Principle::getLineage)
                    .forEach(entry -> table.row(
                            entry.getLineage(),
                            entry.getStatus().name(),
                            entry.getUtility().getQ(),
                            entry.getUtility().getUses(),
                            entry.getEvidence().getSupporting(),
                            entry.getEvidence().getOpposing(),
                            held(entry),
                            entry.getStatement(),
                            entry.getId()));
            return table;
        }
    }

    /** What is promised of it: at which share of false ones it is held, if at any. */
    private static String held(Principle principle) {
        if (principle.getCheck() != null) {
            return principle.getStatus() == EntryStatus.ACTIVE ? "by pairs" : "not yet";
        }
        double share = principle.getFalseShare();
        return share < 1 ? "at " + Math.round(100 * share) + " %" : "on trial";
    }

    /** The evolved tools as they stand. */
    @Command(name = "tools", mixinStandardHelpOptions = true, description = "List evolved tools with their evidence.")
    public static final class Tools extends Look {
        @Override
        Table table(LogReader log) {
            Table table = new Table("lineage", "status", "q", "uses", "for", "steps", "reason", "id");
            byLineage(log.newest(Topics.TOOLS), Tool::getLineage)
                    .forEach(entry -> table.row(
                            entry.getLineage(),
                            entry.getStatus().name(),
                            entry.getUtility().getQ(),
                            entry.getUtility().getUses(),
                            String.join(" ", entry.getConditions()),
                            entry.getSteps().stream().map(ToolStep::getTool).collect(Collectors.joining(" > ")),
                            entry.getReason(),
                            entry.getId()));
            return table;
        }
    }

    /** The adapters as they stand. */
    @Command(name = "adapters", mixinStandardHelpOptions = true, description = "List adapters and what the gate said.")
    public static final class Adapters extends Look {
        @Override
        Table table(LogReader log) {
            Table table = new Table("lineage", "status", "adapter", "parent", "evidence", "reason");
            byLineage(log.newest(Topics.ADAPTERS), AdapterVersion::getLineage)
                    .forEach(version -> table.row(
                            version.getLineage(),
                            version.getStatus().name(),
                            version.getAdapterId(),
                            version.getParentAdapterId(),
                            new TreeMap<>(version.getEvidence()).toString(),
                            version.getReason()));
            return table;
        }
    }

    /** What could not be used, and why. */
    @Command(name = "letters", mixinStandardHelpOptions = true, description = "List dead letters with their reasons.")
    public static final class Letters extends Look {
        @Override
        Table table(LogReader log) {
            Table table = new Table("origin", "partition", "offset", "reason", "detail");
            log.each(
                    Topics.DEAD_LETTERS,
                    "",
                    line -> table.row(
                            line.value().getOriginTopic(),
                            line.value().getOriginPartition(),
                            line.value().getOriginOffset(),
                            line.value().getReason().name(),
                            line.value().getDetail()));
            return table;
        }
    }

    /** What was scored, and how. */
    @Command(name = "experience", mixinStandardHelpOptions = true, description = "List scored attempts, newest last.")
    public static final class Experiences extends Look {
        @Option(names = "--last", defaultValue = "50", description = "How many; 0: all (default: ${DEFAULT-VALUE}).")
        private int last;

        @Option(names = "--lineage", description = "Of this lineage only.")
        private @Nullable String lineage;

        @Override
        Table table(LogReader log) {
            if (last < 0) {
                throw UserError.usage("--last must be at least 0, was " + last);
            }
            List<Experience> all = new ArrayList<>();
            log.each(Topics.EXPERIENCE, "", line -> {
                if (lineage == null || line.value().getLineage().equals(lineage)) {
                    all.add(line.value());
                }
            });
            all.sort(Comparator.comparingLong(Experience::getScoredMs));
            Table table = new Table("lineage", "outcome", "reward", "advantage", "group", "task", "trajectory", "id");
            all.subList(last == 0 ? 0 : Math.max(0, all.size() - last), all.size())
                    .forEach(one -> table.row(
                            one.getLineage(),
                            one.getOutcome().name(),
                            one.getTotalReward(),
                            one.getAdvantage(),
                            one.getGroup().getSuccesses() + "/" + one.getGroup().getSize(),
                            one.getTrajectory().getTaskId(),
                            one.getTrajectory().getTrajectoryId(),
                            one.getExperienceId()));
            return table;
        }
    }

    /** The way from a fact back to the events behind it. */
    @Command(name = "lineage", mixinStandardHelpOptions = true, description = "Walk from a fact to its causes.")
    public static final class Lineage extends Look {
        private static final int MOST = 10_000;

        @Parameters(paramLabel = "ID", description = "Of a principle, tool, adapter, batch or experience.")
        private String id = "";

        @Override
        Table table(LogReader log) {
            Map<String, Causes> known = Causes.read(log);
            if (!known.containsKey(id)) {
                throw UserError.usage("lineage '" + id + "': no such fact; 'insitu watch' lists subjects");
            }
            Table table = new Table("depth", "kind", "id", "causes");
            Map<String, Integer> depth = new LinkedHashMap<>();
            depth.put(id, 0);
            ArrayDeque<String> open = new ArrayDeque<>(List.of(id));
            while (!open.isEmpty() && depth.size() < MOST) {
                String next = open.removeFirst();
                Causes fact = known.getOrDefault(next, new Causes("event", List.of()));
                int here = depth.getOrDefault(next, 0);
                table.row(here, fact.kind(), next, fact.ids().size());
                for (String cause : fact.ids()) {
                    if (depth.putIfAbsent(cause, here + 1) == null) {
                        open.add(cause);
                    }
                }
            }
            return table;
        }
    }
}

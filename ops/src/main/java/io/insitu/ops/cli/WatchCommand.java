package io.insitu.ops.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.ops.ExitCode;
import io.insitu.ops.log.LogReader.Line;
import io.insitu.ops.log.LogTail;
import io.insitu.ops.site.Site;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.Update;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The public feed on a terminal: everything so far, then each step as it is taken. */
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        description = "Tell every step of evolution so far; while a process runs on the folder, go on until Ctrl-C.")
public final class WatchCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Looks at the feed without news before asking whether anybody still runs. */
    private static final int ASK_AFTER = 4;

    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--once", description = "End after what there is so far.")
    private boolean once;

    @Option(names = "--json", description = "One JSON object per line.")
    private boolean json;

    @Override
    public Integer call() {
        try (Site site = data.join();
                LogTail<Update> feed = new LogTail<>(site.clients(), site.serdes(), Topics.UPDATES)) {
            // Each lineage has a partition, and each partition its own order; the broker's clock is common to all.
            feed.soFar().stream()
                    .sorted(Comparator.comparingLong(Line::timestampMs))
                    .forEach(this::tell);
            if (!once && !site.ours()) {
                System.err.println("insitu: these are all so far; waiting for the next, Ctrl-C ends it");
                follow(site, feed);
            }
        }
        return ExitCode.OK;
    }

    /** Until the process that runs on the folder ends, or nobody reads any more: the end of `insitu watch | head`. */
    private void follow(Site site, LogTail<Update> feed) {
        int quiet = 0;
        while (!System.out.checkError()) {
            List<Line<Update>> news = feed.next();
            news.forEach(this::tell);
            quiet = news.isEmpty() ? quiet + 1 : 0;
            if (quiet == ASK_AFTER) {
                quiet = 0;
                if (!site.runs()) {
                    System.err.println("insitu: the process on " + site.folder().root() + " has ended");
                    return;
                }
            }
        }
    }

    private void tell(Line<Update> line) {
        System.out.println(json ? json(line.value()) : text(line.value()));
    }

    private static String text(Update update) {
        return String.join(
                "  ",
                Instant.ofEpochMilli(update.getAtMs()).toString(),
                Table.line(update.getLineage()),
                update.getKind().name(),
                Table.line(update.getSummary()),
                update.getSubjectId());
    }

    private static String json(Update update) {
        ObjectNode line = JSON.createObjectNode()
                .put("atMs", update.getAtMs())
                .put("lineage", update.getLineage())
                .put("kind", update.getKind().name())
                .put("summary", update.getSummary())
                .put("subject", update.getSubjectId());
        ObjectNode evidence = line.putObject("evidence");
        new TreeMap<>(update.getEvidence()).forEach(evidence::put);
        return line.toString();
    }
}

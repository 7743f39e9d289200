package io.insitu.ops.bench.stream;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.connectors.clock.Ticker;
import io.insitu.connectors.desk.World;
import io.insitu.connectors.desk.WorldFile;
import io.insitu.connectors.sdk.Outbox;
import io.insitu.connectors.sdk.SdkConfig;
import io.insitu.ops.Ending;
import io.insitu.ops.ExitCode;
import io.insitu.ops.UserError;
import io.insitu.ops.bench.Percentiles;
import io.insitu.ops.cli.Table;
import io.insitu.ops.demo.DeskToolTrials;
import io.insitu.ops.site.DataFolder;
import io.insitu.ops.site.Evolution;
import io.insitu.ops.site.Groups;
import io.insitu.ops.site.Site;
import io.insitu.ops.site.Stillness;
import io.insitu.ops.site.TemporaryFolder;
import io.insitu.ops.work.RequestWorker;
import io.insitu.ops.work.Vitals;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.ToolTrial;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Learning from a stream on a real broker: its rate beside a copy's, its lateness, and the memory it holds. */
@Command(
        name = "stream",
        mixinStandardHelpOptions = true,
        description = "Learn from a stream: events per second beside a bare copy, lateness of what is learnt, memory.")
public final class StreamBench implements Callable<Integer> {
    private static final Duration SETTLE = Duration.ofMinutes(5);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final int ROUNDS = 3; // of the copy, before and after

    @Option(names = "--events", defaultValue = "200000", description = "To work off (default: ${DEFAULT-VALUE}).")
    private long events;

    @Option(
            names = "--copied",
            defaultValue = "400000",
            paramLabel = "EVENTS",
            description = "To copy each time, the same ones again and again (default: ${DEFAULT-VALUE}).")
    private long copied;

    @Option(
            names = "--rate",
            defaultValue = "500",
            description = "Events per second while lateness is measured (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(names = "--seconds", defaultValue = "60", description = "Of that (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--soak",
            defaultValue = "0",
            paramLabel = "EVENTS",
            description =
                    "Then so many more, watching memory; Ctrl-C ends it early (default: ${DEFAULT-VALUE}; 1000000 is a good measure).")
    private long soak;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        if (events < 1_000 || copied < 1_000 || rate < 1 || seconds < 1 || soak < 0) {
            throw UserError.usage("--events and --copied must be at least 1000, --rate and --seconds at least 1,"
                    + " --soak at least 0");
        }
        try (Ending ending = Ending.onSignal();
                TemporaryFolder root = TemporaryFolder.named("insitu-bench-stream")) {
            print(measured(root.path(), ending.asked()));
            return ExitCode.OK;
        }
    }

    private ObjectNode measured(Path root, CountDownLatch stop) throws InterruptedException {
        World world = WorldFile.shipped("parcels");
        ObjectNode result = JsonNodeFactory.instance.objectNode().put("format", 1);
        try (Site site = Site.start(DataFolder.create(root));
                Outbox outbox = Outbox.connect(
                        SdkConfig.defaults("bench"), site.clients().producer(), site.serdes())) {
            long told = load(outbox, world, "first").some(events);
            result.put("events", told);
            say(told + " events are on the log");
            Copies copies = new Copies(site, copied);
            copies.prepare();
            copies.copied(1, false); // warms up
            List<Double> rates = new ArrayList<>(copies.copied(ROUNDS, false));
            say("they were copied " + (ROUNDS + 1) + " times; now they are learnt from");
            try (Evolution evolution = Evolution.live(site);
                    RequestWorker worker = worker(site, world)) {
                Vitals vitals = new Vitals(site.folder())
                        .watch("learning", evolution::failure)
                        .watch("request worker", worker::failure);
                worker.start();
                Runnable check = () -> {
                    vitals.check();
                    if (stop.getCount() == 0) {
                        throw new UserError("bench: stopped before there was anything to report");
                    }
                };
                CatchingUp.Pace learnt = new CatchingUp(site, Topics.INTERACTIONS, told)
                        .pace(Evolution.APPLICATION, Evolution.SOURCES, check);
                say(Math.round(learnt.perSecond()) + " events/s learnt from");
                rates.addAll(copies.copied(ROUNDS, false));
                rates(result, learnt, rates, copies.copied(ROUNDS, true));
                try (Ticker ticker = new Ticker(outbox, Site.PARTITIONS, TICK, InstantSource.system())) {
                    ticker.start();
                    lateness(result, site, load(outbox, world, "second"), check);
                }
                if (soak > 0) {
                    result.set("soak", new Soak(site, outbox, world, stop).run(soak, vitals::check));
                }
            }
        }
        return result;
    }

    private static Load load(Outbox outbox, World world, String name) {
        return new Load(outbox, new DeskTraffic(world, name), InstantSource.system());
    }

    private static RequestWorker worker(Site site, World world) {
        DeskToolTrials trials = new DeskToolTrials(world);
        return new RequestWorker(
                site, "bench@1", request -> request.getBody() instanceof ToolTrial trial ? trials.run(trial) : null);
    }

    private static void rates(ObjectNode result, CatchingUp.Pace learnt, List<Double> copied, List<Double> remembered) {
        double median = median(copied);
        say(Math.round(median) + " events/s copied, " + Math.round(median(remembered)) + " copied and remembered");
        result.put("learntPerSecond", learnt.perSecond());
        learnt.tenths().forEach(result.putArray("learntByTenth")::add);
        result.put("copiedPerSecond", median);
        copied.forEach(result.putArray("copies")::add);
        result.put("share", learnt.perSecond() / median);
        result.put("rememberedPerSecond", median(remembered));
        remembered.forEach(result.putArray("remembered")::add);
        result.put("shareOfRemembered", learnt.perSecond() / median(remembered));
    }

    private static double median(List<Double> rates) {
        return rates.stream().sorted().toList().get(rates.size() / 2);
    }

    private void lateness(ObjectNode result, Site site, Load load, Runnable check) throws InterruptedException {
        awaitStill(site, check);
        try (Lateness lateness = new Lateness(site)) {
            Thread.sleep(2_000); // the tails read what is there already
            lateness.begin();
            long start = System.nanoTime();
            long told = 0;
            while (told < (long) rate * seconds) {
                check.run();
                List<Interaction> group = load.group();
                Interaction last = group.get(group.size() - 1);
                lateness.told(DeskTraffic.groupId(last), last.getAtMs());
                told += group.size();
                long dueMs = told * 1_000 / rate - (System.nanoTime() - start) / 1_000_000;
                if (dueMs > 0) {
                    Thread.sleep(dueMs);
                }
            }
            load.flush();
            awaitStill(site, check);
            Thread.sleep(2_000); // and what was written last
            if (lateness.experience().length == 0) { // or what follows the log has died, and -1 ms would be a fine time
                throw new UserError("bench: no experience of " + told + " events was seen on the log");
            }
            result.put("ratePerSecond", rate);
            result.set("experienceMs", new Percentiles(lateness.experience()).json());
            result.set("principleMs", new Percentiles(lateness.principles()).json());
            result.set("toolMs", new Percentiles(lateness.tools()).json());
        }
    }

    private static void awaitStill(Site site, Runnable check) throws InterruptedException {
        long deadline = System.nanoTime() + SETTLE.toNanos();
        try (Stillness stillness =
                new Stillness(site, Evolution.APPLICATION, Map.of(Groups.DESK_WORKER, Topics.REQUESTS))) {
            // A tick a second moves the log: nearly still is still enough.
            while (!stillness.reached()) {
                check.run();
                if (System.nanoTime() > deadline) {
                    throw new UserError("bench: learning did not come to rest within " + SETTLE.toMinutes() + " min");
                }
            }
        }
    }

    private void print(ObjectNode result) {
        if (json) {
            System.out.println(result.toPrettyString());
            return;
        }
        Table table = new Table("measured", "is", "wanted");
        table.row(
                "events/s copied by a bare Streams application",
                rounded(result.path("copiedPerSecond").asDouble()),
                "");
        table.row(
                "events/s copied, and each remembered in one store",
                rounded(result.path("rememberedPerSecond").asDouble()),
                "");
        table.row("events/s learnt from", rounded(result.path("learntPerSecond").asDouble()), "");
        table.row("share of the bare copy", rounded(100 * result.path("share").asDouble()) + " %", "60 %");
        for (String what : List.of("experience", "principle", "tool")) {
            table.row(
                    "last event to " + what + ", p50 / p99",
                    result.at("/" + what + "Ms/p50").asLong() + " / "
                            + result.at("/" + what + "Ms/p99").asLong() + " ms",
                    "p99 1000 ms");
        }
        table.print(false);
        if (result.has("soak")) {
            System.out.println();
            SoakReport.print(result.path("soak"));
        }
    }

    private static long rounded(double value) {
        return Math.round(value);
    }

    private static void say(String line) {
        System.err.println("insitu: " + line);
    }
}

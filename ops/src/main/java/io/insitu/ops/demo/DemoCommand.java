package io.insitu.ops.demo;

import io.insitu.connectors.desk.World;
import io.insitu.connectors.desk.WorldPhase;
import io.insitu.ops.Ending;
import io.insitu.ops.ExitCode;
import io.insitu.ops.Ports;
import io.insitu.ops.log.LogReader;
import io.insitu.ops.report.Report;
import io.insitu.ops.report.ReportFiles;
import io.insitu.ops.report.ReportTable;
import io.insitu.ops.report.Reporter;
import io.insitu.ops.site.DataFolder;
import io.insitu.ops.site.Site;
import io.insitu.ops.train.DeviceOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The whole loop, to look at. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Let agents work in a small world and watch them get better.")
public final class DemoCommand implements Callable<Integer> {
    @Option(names = "--episodes", defaultValue = "1200", description = "Attempts per arm (default: ${DEFAULT-VALUE}).")
    private int episodes;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "Of tasks, noise and draws (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--world",
            defaultValue = "parcels",
            description = "A shipped world (parcels, clinic, library) or a world file (default: ${DEFAULT-VALUE}).")
    private String world = "parcels";

    @Option(
            names = "--arms",
            defaultValue = "frozen,all",
            description = "Of frozen, principles, tools, adapters, all (default: ${DEFAULT-VALUE}).")
    private String arms = "frozen,all";

    @Mixin
    private DeviceOption device = new DeviceOption();

    @Option(names = "--data", description = "Where the log is kept; a second start continues (default: a new folder).")
    private @Nullable Path data;

    @Option(
            names = "--report",
            defaultValue = "insitu-report",
            description = "Where report.json and report.html go (default: ${DEFAULT-VALUE}).")
    private Path report = Path.of("insitu-report");

    @Option(
            names = "--pace",
            defaultValue = "8",
            description = "Attempts per second and arm, at most (default: ${DEFAULT-VALUE}).")
    private double pace;

    @Option(names = "--port", defaultValue = "0", description = "Of the console page (default: any that is free).")
    private int port;

    @Option(names = "--headless", description = "Without the console page.")
    private boolean headless;

    @Option(names = "--json", description = "Print the report as JSON instead of a table.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        long began = System.nanoTime();
        List<Arm> wanted = Arm.parse(arms);
        ChosenWorld named = ChosenWorld.named(world);
        World chosen = named.world();
        RunSettings settings = new RunSettings(
                world,
                named.digest(),
                seed,
                episodes,
                wanted.stream().map(Arm::word).toList(),
                pace);
        if (!headless) {
            Ports.check(port);
        }
        ReportFiles.prepare(report);
        DataFolder folder = DataFolder.create(data == null ? freshFolder() : data);
        settings.refuseAnother(folder);
        try (Ending ending = Ending.onSignal();
                Site site = Site.start(folder)) {
            CountDownLatch stop = ending.asked();
            settings.claim(folder);
            Screen screen = new Screen(json, headless, port, site);
            screen.say("data in " + folder.root());
            new Demo(site, chosen, settings, device.wish(), stop)
                    .run((progress, feed) -> screen.show(progress, feed, began));
            Report result = measured(site, chosen, settings, stop, screen.startSeconds());
            ReportFiles.write(report, result);
            screen.end(json ? ReportFiles.json(result) : ReportTable.text(result));
            screen.say("report in " + report.toAbsolutePath().normalize().resolve("report.html"));
        }
        return ExitCode.OK;
    }

    private static Path freshFolder() {
        Path folder = Path.of("insitu-data");
        for (int number = 2; Files.exists(folder); number++) {
            folder =
                    Path.of("insitu-data-" + number); // beside it: a folder within another run would be deleted with it
        }
        return folder;
    }

    private static Report measured(
            Site site, World world, RunSettings settings, CountDownLatch stop, double startSeconds) {
        Map<String, String> lineages = new LinkedHashMap<>();
        settings.arms().forEach(arm -> lineages.put(arm, Arm.parse(arm).get(0).lineage()));
        RunPlan plan = new RunPlan(world, settings);
        int drift = 0;
        while (drift < plan.episodes() && plan.phase(drift) == WorldPhase.BEFORE) {
            drift++;
        }
        Report.Run run = new Report.Run(
                world.name(),
                settings.seed(),
                settings.episodes(),
                settings.arms(),
                settings.pace(),
                stop.getCount() > 0,
                drift);
        return Reporter.report(new LogReader(site.clients(), site.serdes()), run, lineages, startSeconds);
    }
}

package io.insitu.ops.demo;

import io.insitu.connectors.clock.Ticker;
import io.insitu.connectors.context.LibraryConfig;
import io.insitu.connectors.context.LibraryView;
import io.insitu.connectors.desk.DeskAgent;
import io.insitu.connectors.desk.Policy;
import io.insitu.connectors.desk.SdkAttemptLog;
import io.insitu.connectors.desk.World;
import io.insitu.connectors.sdk.Insitu;
import io.insitu.connectors.sdk.Outbox;
import io.insitu.connectors.sdk.SdkConfig;
import io.insitu.connectors.serving.AdapterSubscriber;
import io.insitu.connectors.serving.AgentRuntime;
import io.insitu.connectors.serving.RuntimeOptions;
import io.insitu.connectors.serving.SubscriberConfig;
import io.insitu.ops.UserError;
import io.insitu.ops.log.LogReader;
import io.insitu.ops.site.DataFolder;
import io.insitu.ops.site.Evolution;
import io.insitu.ops.site.Groups;
import io.insitu.ops.site.Site;
import io.insitu.ops.site.Stillness;
import io.insitu.ops.train.DeviceOption;
import io.insitu.ops.work.RequestWorker;
import io.insitu.ops.work.Vitals;
import io.insitu.processors.recall.RetrievalConfig;
import io.insitu.processors.recall.TwoPhaseRetrieval;
import io.insitu.schemas.Topics;
import io.insitu.trainer.device.DeviceWish;
import io.insitu.trainer.engine.cpu.CpuEngines;
import io.insitu.trainer.worker.TrainerConfig;
import io.insitu.trainer.worker.TrainerWorker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/**
 * One run: everything is started, the agents work, everything is stopped.
 *
 * <pre>
 * agents ─► log ─► topology ─► library view, adapter subscriber ─► agents
 *                     └─► trainer, desk worker ─► log
 * </pre>
 */
public final class Demo {
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration SETTLE = Duration.ofSeconds(30);
    private static final Duration GIVE_UP = Duration.ofMinutes(5);

    private final Site site;
    private final World world;
    private final RunSettings settings;
    private final List<Arm> arms;
    private final DeviceWish device;
    private final CountDownLatch stop;

    /**
     * @param device where adapters are trained
     * @param stop counted down when the agents are to stop early
     */
    public Demo(Site site, World world, RunSettings settings, DeviceWish device, CountDownLatch stop) {
        this.site = site;
        this.world = world;
        this.settings = settings;
        this.arms = Arm.parse(String.join(",", settings.arms()));
        this.device = device;
        this.stop = stop;
    }

    /** Told when there is something to look at, while the agents work. */
    @FunctionalInterface
    public interface Watcher {
        AutoCloseable watch(Progress progress, LiveFeed feed);
    }

    /** Runs to the end, or until stopped. */
    public void run(Watcher watcher) throws Exception {
        DataFolder folder = site.folder();
        Path baseModel = BaseModelFiles.unpack(folder.root());
        Set<String> lineages = arms.stream().map(Arm::lineage).collect(Collectors.toSet());
        SdkConfig sdk = SdkConfig.defaults("desk");
        new CpuEngines().open().close(); // OpenBLAS first: loaded beside ONNX Runtime's start it crashed the JVM
        try (AgentRuntime runtime = AgentRuntime.open(baseModel, RuntimeOptions.defaults());
                Evolution evolution = Evolution.live(site);
                LibraryView library =
                        new LibraryView(LibraryConfig.defaults(), site.clients().admin(), site.serdes());
                AdapterSubscriber replica = new AdapterSubscriber(
                        SubscriberConfig.of("desk-1", lineages),
                        runtime,
                        folder.artifacts(),
                        site.clients().admin(),
                        site.serdes());
                TrainerWorker trainer = trainer(baseModel);
                RequestWorker requests = requests(runtime, library);
                LiveFeed feed = new LiveFeed(site);
                Outbox ticks = Outbox.connect(sdk, site.clients().producer(), site.serdes());
                Ticker ticker = new Ticker(ticks, Site.PARTITIONS, TICK, InstantSource.system());
                Insitu insitu = Insitu.connect(sdk, site.clients().producer(), site.serdes())) {
            new Lineages(site).configure(arms);
            library.start();
            replica.start();
            trainer.start();
            requests.start();
            feed.start();
            ticker.start();
            trainer.device().ifPresent(why -> System.err.println("insitu: " + why));
            if (!replica.awaitReady(SETTLE) || !library.awaitCaughtUp(SETTLE)) {
                throw new UserError("the replica was not ready within " + SETTLE.toSeconds() + " s; see "
                        + folder.root().resolve("insitu.log"));
            }
            Progress progress = new Progress(arms, settings.episodes());
            Vitals vitals = new Vitals(folder)
                    .watch("learning", evolution::failure)
                    .watch("trainer", trainer::failure)
                    .watch("library view", library::failure)
                    .watch("desk worker", requests::failure);
            try (AutoCloseable watching = watcher.watch(progress, feed)) {
                work(runtime, library, insitu, progress, vitals);
                settle(vitals);
            }
        }
    }

    private TrainerWorker trainer(Path baseModel) throws IOException {
        return new TrainerWorker(
                site.serdes(),
                site.clients().admin(),
                baseModel,
                site.folder().artifacts(),
                TrainerConfig.defaults(),
                device,
                DeviceOption.kernels(),
                news -> {});
    }

    private RequestWorker requests(AgentRuntime runtime, LibraryView library) {
        DeskProbes probes = new DeskProbes(world, runtime, site.folder().artifacts(), context(library));
        return new RequestWorker(site, DeskProbes.VERSION, probes);
    }

    private LibraryContext context(LibraryView library) {
        return new LibraryContext(library, new TwoPhaseRetrieval(RetrievalConfig.defaults()), world);
    }

    private void work(AgentRuntime runtime, LibraryView library, Insitu insitu, Progress progress, Vitals vitals)
            throws InterruptedException {
        RunPlan plan = new RunPlan(world, settings);
        EarlierWork earlier = EarlierWork.in(new LogReader(site.clients(), site.serdes()));
        List<Thread> threads = new ArrayList<>();
        for (Arm arm : arms) {
            Policy policy = new MeasuredPolicy(RuntimePolicy.serving(runtime, arm.lineage()));
            ArmAgent agent = new ArmAgent(
                    arm,
                    plan,
                    earlier.left(plan, arm),
                    new DeskAgent(world, context(library), policy),
                    attempt -> new SdkAttemptLog(insitu, attempt),
                    progress,
                    settings.pace(),
                    stop);
            vitals.watch("agent of arm " + arm.word(), agent::failure);
            threads.add(new Thread(agent, "agent-" + arm.word()));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                thread.join(500);
                if (!vitals.sound()) {
                    stop.countDown(); // what the others would still do could not be learnt from
                }
            }
        }
        vitals.check();
    }

    /** What the last attempts taught is still on its way: a run ends when learning has nothing left to do. */
    private void settle(Vitals vitals) throws InterruptedException {
        long began = System.nanoTime();
        boolean said = false;
        try (Stillness stillness = new Stillness(
                site,
                Evolution.APPLICATION,
                Map.of(Groups.TRAINER, Topics.TRAINING_BATCHES, Groups.DESK_WORKER, Topics.REQUESTS))) {
            while (!stillness.reached()) {
                vitals.check();
                if (stop.getCount() == 0) {
                    return; // the log keeps what is left for the next start
                }
                Duration waited = Duration.ofNanos(System.nanoTime() - began);
                if (waited.compareTo(GIVE_UP) > 0) {
                    throw new UserError("learning did not come to rest within " + GIVE_UP.toMinutes() + " min; see "
                            + site.folder().root().resolve("insitu.log") + " and start again on the same --data");
                }
                if (!said && waited.compareTo(SETTLE) > 0) {
                    said = true;
                    System.err.println("insitu: learning still works on what it met last; waiting up to "
                            + GIVE_UP.toMinutes() + " min (Ctrl-C leaves the rest for the next start)");
                }
            }
        }
        vitals.check();
    }
}

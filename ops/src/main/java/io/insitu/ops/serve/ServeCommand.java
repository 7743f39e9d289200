package io.insitu.ops.serve;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.connectors.context.LibraryConfig;
import io.insitu.connectors.context.LibraryView;
import io.insitu.connectors.http.IngestConfig;
import io.insitu.connectors.http.IngestServer;
import io.insitu.connectors.otlp.Evaluators;
import io.insitu.connectors.otlp.OtlpConfig;
import io.insitu.connectors.otlp.OtlpReceiver;
import io.insitu.connectors.sdk.Outbox;
import io.insitu.connectors.sdk.SdkConfig;
import io.insitu.ops.Ending;
import io.insitu.ops.ExitCode;
import io.insitu.ops.Ports;
import io.insitu.ops.UserError;
import io.insitu.ops.site.DataFolder;
import io.insitu.ops.site.RetrievalFile;
import io.insitu.ops.site.Site;
import io.insitu.ops.train.DeviceOption;
import io.insitu.trainer.worker.TrainingProgress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs everything that learns, and an HTTP door, until stopped; agents bring their own model and tools. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description =
                "Learn from your own agents: events in by HTTP or OpenTelemetry; principles, tools and, with --base, adapters out.")
public final class ServeCommand implements Callable<Integer> {
    private static final Duration SETTLE = Duration.ofSeconds(30);
    private static final long LOOK_MS = 200;

    @Option(names = "--data", required = true, description = "Where the log is kept; a second start continues.")
    private Path data = Path.of(".");

    @Option(names = "--port", defaultValue = "8471", description = "HTTP port on loopback (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--token-file",
            description = "File with the bearer token agents must send; without it the environment's "
                    + BearerToken.VARIABLE + ".")
    private @Nullable Path tokenFile;

    @Option(
            names = "--base",
            description = "HF folder of the model your agents run; batches that name it are trained into adapters."
                    + " Without it no adapter is trained.")
    private @Nullable Path base;

    @Mixin
    private DeviceOption device = new DeviceOption();

    @Option(
            names = "--own-workers",
            description = "Tool trials are answered by a worker of yours on the log; do not answer them here.")
    private boolean ownWorkers;

    @Option(
            names = "--evaluator-people",
            split = ",",
            paramLabel = "NAME",
            description =
                    "Evaluations of this name in OpenTelemetry's traces are a person's word, which outweighs every other.")
    private Set<String> people = Set.of();

    @Option(
            names = "--evaluator-checks",
            split = ",",
            paramLabel = "NAME",
            description = "Evaluations of this name are a check's, which asks nobody's opinion.")
    private Set<String> checks = Set.of();

    @Option(names = "--json", description = "Say where it listens as one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        String token = BearerToken.of(tokenFile);
        Ports.check(port);
        if (base != null && !Files.isDirectory(base)) {
            throw UserError.usage("--base " + base + ": is no folder; name one with config.json and model.safetensors");
        }
        DataFolder folder = DataFolder.create(data);
        RetrievalFile retrieval = RetrievalFile.of(folder);
        try (Ending ending = Ending.onSignal();
                Site site = Site.start(folder);
                LibraryView library =
                        new LibraryView(LibraryConfig.defaults(), site.clients().admin(), site.serdes());
                Outbox outbox = Outbox.connect(
                        SdkConfig.defaults("http"), site.clients().producer(), site.serdes());
                Learning learning = Learning.start(
                        site, outbox, new LearningParts(base, device.wish(), !ownWorkers), ServeCommand::tell);
                LibraryAnswers answers = LibraryAnswers.of(library, retrieval);
                IngestServer door = new IngestServer(
                        IngestConfig.defaults(port, token),
                        outbox,
                        answers,
                        InstantSource.system(),
                        OtlpReceiver.servlets(
                                OtlpConfig.defaults().with(new Evaluators(people, checks)),
                                outbox,
                                InstantSource.system()))) {
            library.start();
            if (!library.awaitCaughtUp(SETTLE)) {
                throw new UserError("the library was not read within " + SETTLE.toSeconds() + " s; start again");
            }
            learning.vitals().watch("library view", library::failure);
            door.start();
            welcome(site, learning, door.port());
            while (!ending.asked().await(LOOK_MS, TimeUnit.MILLISECONDS)
                    && learning.vitals().sound()) {
                // nothing to do but to be there
            }
            learning.vitals().check();
        }
        return ExitCode.OK;
    }

    private void welcome(Site site, Learning learning, int port) {
        String door = "http://127.0.0.1:" + port + "/v1/";
        if (json) {
            ObjectNode where = new ObjectMapper()
                    .createObjectNode()
                    .put("interactions", door + "interactions")
                    .put("context", door + "context")
                    .put("otlp", "http://127.0.0.1:" + port)
                    .put("broker", site.clients().bootstrap())
                    .put("registry", String.valueOf(site.registryUrl()))
                    .put("data", site.folder().root().toString())
                    .put("baseModelId", learning.baseModelId())
                    .put("device", learning.device().orElse("cpu"));
            System.out.println(where);
            return;
        }
        say("OpenTelemetry at OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:" + port);
        say("events at " + door + "interactions, context at " + door + "context; broker "
                + site.clients().bootstrap() + ", registry " + site.registryUrl());
        say(
                base == null
                        ? "no --base: principles and tools are learnt, no adapter is trained"
                        : "adapters are trained on " + base + " (" + learning.baseModelId() + ")");
        learning.device().ifPresent(ServeCommand::say);
        if (Files.exists(site.folder().run())) {
            say("this folder holds a demo run: its tool trials wait until the demo goes on");
        }
        say("Ctrl-C ends it");
    }

    private static void tell(TrainingProgress news) {
        if (news.phase() == TrainingProgress.Phase.PUBLISHED) {
            say("lineage " + news.lineage() + ": adapter " + news.detail() + " is trained; it waits for an evaluator of"
                    + " yours or for 'insitu approve " + news.detail() + " --lineage " + news.lineage() + "'");
        } else if (news.phase() == TrainingProgress.Phase.REFUSED) {
            say("lineage " + news.lineage() + ": not trained: " + news.detail());
        }
    }

    private static void say(String line) {
        System.err.println("insitu: " + line);
    }
}

package io.insitu.ops.serve;

import io.insitu.connectors.clock.Ticker;
import io.insitu.connectors.context.Context;
import io.insitu.connectors.context.ContextProvider;
import io.insitu.connectors.context.LibraryConfig;
import io.insitu.connectors.context.LibraryView;
import io.insitu.connectors.http.IngestConfig;
import io.insitu.connectors.http.IngestServer;
import io.insitu.connectors.sdk.Outbox;
import io.insitu.connectors.sdk.SdkConfig;
import io.insitu.ops.ExitCode;
import io.insitu.ops.UserError;
import io.insitu.ops.site.DataFolder;
import io.insitu.ops.site.Evolution;
import io.insitu.ops.site.Site;
import io.insitu.processors.recall.RetrievalConfig;
import io.insitu.processors.recall.Retrieved;
import io.insitu.processors.recall.TaskQuery;
import io.insitu.processors.recall.TwoPhaseRetrieval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the log, the topologies and the HTTP door until stopped; agents bring their own model. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Learn from your own agents: events in by HTTP, principles and tools out, until Ctrl-C.")
public final class ServeCommand implements Callable<Integer> {
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration SETTLE = Duration.ofSeconds(30);
    private static final String TOKEN = "INSITU_TOKEN";

    @Option(names = "--data", required = true, description = "Where the log is kept; a second start continues.")
    private Path data = Path.of(".");

    @Option(names = "--port", defaultValue = "8471", description = "HTTP port on loopback (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--token-file",
            description = "File with the bearer token agents must send; without it the environment's " + TOKEN + ".")
    private @Nullable Path tokenFile;

    @Override
    public Integer call() throws Exception {
        String token = token();
        DataFolder folder = DataFolder.create(data);
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitEnd(stop, ended), "insitu-shutdown"));
        try (Site site = Site.start(folder);
                Evolution evolution = Evolution.live(site);
                LibraryView library =
                        new LibraryView(LibraryConfig.defaults(), site.clients().admin(), site.serdes());
                Outbox outbox = Outbox.connect(
                        SdkConfig.defaults("http"), site.clients().producer(), site.serdes());
                Ticker ticker = new Ticker(outbox, Site.PARTITIONS, TICK, InstantSource.system());
                IngestServer door = new IngestServer(
                        IngestConfig.defaults(port, token), outbox, context(library), InstantSource.system())) {
            library.start();
            if (!library.awaitCaughtUp(SETTLE)) {
                throw new UserError("the library was not read within " + SETTLE.toSeconds() + " s; start again");
            }
            ticker.start();
            door.start();
            System.err.println(
                    "insitu: events at http://127.0.0.1:" + door.port() + "/v1/interactions, context at /v1/context;"
                            + " broker " + site.clients().bootstrap() + "; Ctrl-C ends it");
            while (stop.getCount() > 0 && evolution.failure() == null) {
                Thread.sleep(200);
            }
            evolution.check();
        } finally {
            ended.countDown();
        }
        return ExitCode.OK;
    }

    private String token() {
        try {
            String token = tokenFile == null ? System.getenv(TOKEN) : Files.readString(tokenFile);
            if (token == null || token.strip().length() < 8) {
                throw UserError.usage("no bearer token of at least 8 characters: set " + TOKEN + " or --token-file");
            }
            return token.strip();
        } catch (IOException e) {
            throw UserError.usage("--token-file " + tokenFile + ": cannot be read (" + UserError.reason(e) + ")");
        }
    }

    private static ContextProvider context(LibraryView library) {
        TwoPhaseRetrieval retrieval = new TwoPhaseRetrieval(RetrievalConfig.defaults());
        return request -> {
            Retrieved found = retrieval.retrieve(
                    TaskQuery.of(request.trajectoryId(), request.terms(), "", List.of()),
                    library.principles(request.lineage()),
                    library.tools(request.lineage()));
            return new Context(found.principles(), found.tools(), found.usedIds(), found.withheldIds());
        };
    }

    private static void awaitEnd(CountDownLatch stop, CountDownLatch ended) {
        stop.countDown();
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.insitu.ops.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.connectors.serving.AdapterSubscriber;
import io.insitu.connectors.serving.AgentRuntime;
import io.insitu.connectors.serving.ContinuousBatching;
import io.insitu.connectors.serving.RuntimeOptions;
import io.insitu.connectors.serving.ServingLimits;
import io.insitu.connectors.serving.SubscriberConfig;
import io.insitu.ops.ExitCode;
import io.insitu.ops.UserError;
import io.insitu.ops.cli.Table;
import io.insitu.ops.demo.BaseModelFiles;
import io.insitu.ops.modelcli.Readable;
import io.insitu.ops.site.DataFolder;
import io.insitu.ops.site.Site;
import io.insitu.ops.site.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Adapters published on a real log while clients generate. Windows with and without publishes take turns, so that what else
 * runs on the machine slows both alike.
 */
@Command(
        name = "swap",
        mixinStandardHelpOptions = true,
        description = "Publish adapters under load: failed calls, latency beside a quiet time, first token, memory.")
final class SwapBench implements Callable<Integer> {
    static final String LINEAGE = "bench";
    private static final Duration SETTLE = Duration.ofSeconds(30);

    @Option(names = "--base", paramLabel = "DIR", description = "Model folder (default: the demo's base).")
    private @Nullable Path baseFolder;

    @Option(names = "--publishes", defaultValue = "100", description = "How many (default: ${DEFAULT-VALUE}).")
    private int publishes;

    @Option(
            names = "--warm-up",
            defaultValue = "200",
            paramLabel = "N",
            description = "Publishes before anything is measured (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(names = "--clients", defaultValue = "8", description = "Who generate (default: ${DEFAULT-VALUE}).")
    private int clients;

    @Option(
            names = "--every",
            defaultValue = "250",
            paramLabel = "MS",
            description = "Milliseconds from publish to publish (default: ${DEFAULT-VALUE}).")
    private int everyMs;

    @Option(names = "--rank", defaultValue = "8", description = "Of the adapters (default: ${DEFAULT-VALUE}).")
    private int rank;

    @Option(names = "--prompt", defaultValue = "80", description = "Tokens of a prompt (default: ${DEFAULT-VALUE}).")
    private int promptTokens;

    @Option(names = "--tokens", defaultValue = "24", description = "Tokens of an answer (default: ${DEFAULT-VALUE}).")
    private int answerTokens;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        if (Stream.of(publishes, warmUp, clients, everyMs, rank, promptTokens, answerTokens)
                .anyMatch(n -> n < 1)) {
            throw UserError.usage(
                    "--publishes, --warm-up, --clients, --every, --rank, --prompt and --tokens must be at least 1");
        }
        if (baseFolder != null) {
            Readable.folder("--base", baseFolder);
        }
        try (TemporaryFolder root = TemporaryFolder.named("insitu-bench-swap")) {
            ObjectNode result = measured(root.path());
            print(result);
            return result.path("failedCalls").asLong() == 0 ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    private ObjectNode measured(Path root) throws IOException, InterruptedException {
        DataFolder folder = DataFolder.create(root);
        // Broker and publisher are elsewhere in production; here they must not take the core of those who are answered.
        Thread.currentThread().setPriority(Thread.MIN_PRIORITY); // the threads it starts begin with the same
        Path base = baseFolder == null ? BaseModelFiles.unpack(root) : baseFolder;
        ServingLimits limits = new ServingLimits(clients, clients, answerTokens, 256L << 20, 256);
        try (Site site = Site.start(folder);
                AgentRuntime runtime = AgentRuntime.open(base, RuntimeOptions.defaults());
                AdapterSubscriber replica = new AdapterSubscriber(
                        SubscriberConfig.of("bench-1", Set.of(LINEAGE)),
                        runtime,
                        folder.artifacts(),
                        site.clients().admin(),
                        site.serdes());
                SwapPublisher publisher = new SwapPublisher(site, LINEAGE);
                ContinuousBatching serving = new ContinuousBatching(runtime, limits);
                SwapClients asking = new SwapClients(serving, LINEAGE, clients, prompt(runtime), answerTokens)) {
            replica.start();
            if (!replica.awaitReady(SETTLE)) {
                throw new UserError("the replica was not ready within " + SETTLE.toSeconds() + " s");
            }
            RandomAdapters adapters = new RandomAdapters(runtime.config(), runtime.baseModelId(), rank);
            return new SwapRun(runtime, publisher, adapters, asking, everyMs).run(warmUp, publishes, replica);
        }
    }

    private int[] prompt(AgentRuntime runtime) {
        if (promptTokens + answerTokens > runtime.context()) {
            throw UserError.usage("--prompt and --tokens need " + (promptTokens + answerTokens)
                    + " positions, the model has " + runtime.context());
        }
        int[] prompt = new int[promptTokens];
        for (int i = 0; i < prompt.length; i++) {
            prompt[i] = (1 + 7 * i) % runtime.config().vocabSize();
        }
        return prompt;
    }

    private void print(ObjectNode result) {
        result.put("warmUp", warmUp)
                .put("clients", clients)
                .put("everyMs", everyMs)
                .put("rank", rank);
        result.put("promptTokens", promptTokens).put("answerTokens", answerTokens);
        if (json) {
            System.out.println(result.toPrettyString());
            return;
        }
        Table table = new Table("measured", "is", "wanted");
        table.row(
                "failed calls",
                result.path("failedCalls").asLong() + " of "
                        + result.path("calls").asLong(),
                "0");
        table.row("p99 of a call, quiet", rounded(result.at("/quietMs/p99").asDouble()) + " ms", "");
        table.row(
                "p99 of a call, publishing",
                rounded(result.at("/publishingMs/p99").asDouble()) + " ms",
                "");
        table.row("their ratio", rounded(result.path("p99Ratio").asDouble()), "");
        table.row("of neighbouring windows, median", median(result.path("p99RatioOfPairs")), "at most 1.1");
        table.row("of two quiet windows, median", median(result.path("p99RatioOfQuietPairs")), "");
        table.row(
                "publish to first token, p50",
                rounded(result.at("/firstTokenMs/p50").asDouble()) + " ms",
                "");
        table.row(
                "publish to first token, max",
                rounded(result.at("/firstTokenMs/max").asDouble()) + " ms",
                "200 ms");
        table.row(
                "memory at the end less at the start",
                rounded(result.at("/memoryEnd/residentMb").asDouble()
                                - result.at("/memoryStart/residentMb").asDouble())
                        + " MB",
                "0");
        table.print(false);
    }

    private static String median(JsonNode ratios) {
        return rounded(ratios.path("p50").asDouble()) + " ("
                + rounded(ratios.path("p50Low").asDouble()) + " to "
                + rounded(ratios.path("p50High").asDouble()) + ")";
    }

    private static double rounded(double value) {
        return Math.round(100 * value) / 100.0;
    }
}

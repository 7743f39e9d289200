package io.insitu.ops.modelcli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.connectors.openai.EndpointConfig;
import io.insitu.connectors.openai.ModelEndpoint;
import io.insitu.connectors.serving.AgentRuntime;
import io.insitu.connectors.serving.RuntimeOptions;
import io.insitu.connectors.serving.ServingLimits;
import io.insitu.connectors.text.ModelText;
import io.insitu.ops.Ending;
import io.insitu.ops.ExitCode;
import io.insitu.ops.NumberOption;
import io.insitu.ops.Ports;
import io.insitu.ops.UserError;
import io.insitu.ops.serve.BearerToken;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A model at an address, until stopped. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Serve a model and its adapters as OpenAI's clients expect it, until Ctrl-C.")
final class ServeModelCommand implements Callable<Integer> {
    @Option(names = "--base", required = true, paramLabel = "DIR", description = "Model folder.")
    private Path baseFolder = Path.of(".");

    @Option(names = "--name", description = "What requests call the base (default: the folder's name).")
    private @Nullable String name;

    @Option(
            names = "--adapter",
            paramLabel = "NAME=DIR",
            description = "Serve this PEFT folder under NAME from the start; may be repeated.")
    private Map<String, Path> adapters = new TreeMap<>();

    @Option(
            names = "--adapters",
            paramLabel = "DIR",
            description = "Let requests load adapters from below this folder (default: they may not).")
    private @Nullable Path loadable;

    @Option(names = "--port", defaultValue = "8472", description = "HTTP port (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "Address (default: ${DEFAULT-VALUE}).")
    private String host = "";

    @Option(
            names = "--token-file",
            description = "File with the bearer token; without it the environment's " + BearerToken.VARIABLE + ".")
    private @Nullable Path tokenFile;

    @Option(names = "--threads", defaultValue = "1", description = "CPU threads of a call (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(names = "--context", defaultValue = "0", description = "Most tokens of a request; 0: the model's.")
    private int context;

    @Option(
            names = "--concurrent",
            defaultValue = "16",
            description = "Requests answered together (default: ${DEFAULT-VALUE}).")
    private int concurrent;

    @Option(
            names = "--queued",
            defaultValue = "64",
            description = "Requests that may wait (default: ${DEFAULT-VALUE}).")
    private int queued;

    @Option(
            names = "--cache-mb",
            defaultValue = "256",
            description = "Memory for the keys and values of all requests (default: ${DEFAULT-VALUE}).")
    private long cacheMb;

    @Option(names = "--json", description = "Say where it listens as one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        Readable.folder("--base", baseFolder);
        if (loadable != null) {
            Readable.folder("--adapters", loadable);
        }
        NumberOption.atLeast("--threads", threads, 1, "somebody must do the work");
        NumberOption.atLeast("--context", context, 0, "it counts tokens, 0 for as many as the model reads");
        NumberOption.atLeast("--concurrent", concurrent, 1, "somebody must be answered");
        NumberOption.atLeast("--queued", queued, 0, "it counts requests that wait");
        NumberOption.atLeast("--cache-mb", cacheMb, 1, "keys and values must lie somewhere");
        for (String adapter : adapters.keySet()) {
            if (adapter.isBlank() || adapter.contains("@") || adapter.equals(named())) {
                throw UserError.usage("--adapter " + adapter + ": a name of its own is needed, without @");
            }
        }
        EndpointConfig config;
        ServingLimits limits;
        RuntimeOptions options;
        try {
            config = EndpointConfig.defaults(port, BearerToken.of(tokenFile), named(), loadable)
                    .at(host);
            limits = new ServingLimits(concurrent, queued, 4_096, cacheMb << 20, 256);
            options = new RuntimeOptions(threads, context);
        } catch (IllegalArgumentException e) {
            throw UserError.usage(UserError.reason(e));
        }
        Ports.check(port);
        return Readable.orComplain(() -> {
            try (Ending ending = Ending.onSignal();
                    ModelText text = ModelText.of(baseFolder);
                    AgentRuntime runtime = AgentRuntime.open(baseFolder, options);
                    ModelEndpoint endpoint = new ModelEndpoint(config, limits, runtime, text, InstantSource.system())) {
                Map<String, String> ids = new TreeMap<>();
                for (Map.Entry<String, Path> adapter : adapters.entrySet()) {
                    Path folder = Readable.folder("--adapter", adapter.getValue());
                    String id = ServedAdapter.load(runtime, folder);
                    endpoint.serve(adapter.getKey(), id, folder.toString());
                    ids.put(adapter.getKey(), id);
                }
                endpoint.start();
                welcome(runtime, ids, "http://" + host + ":" + endpoint.port() + "/v1");
                ending.asked().await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return ExitCode.OK;
        });
    }

    private void welcome(AgentRuntime runtime, Map<String, String> ids, String address) {
        if (json) {
            ObjectNode where = new ObjectMapper().createObjectNode();
            where.put("url", address).put("model", named()).put("baseModelId", runtime.baseModelId());
            ObjectNode named = where.putObject("adapters");
            ids.forEach(named::put);
            System.out.println(where);
            return;
        }
        System.err.println(
                "insitu: " + named() + " and " + ids.size() + " adapters at " + address + "; Ctrl-C ends it");
    }

    private String named() {
        return name == null
                ? String.valueOf(baseFolder.toAbsolutePath().normalize().getFileName())
                : name;
    }
}

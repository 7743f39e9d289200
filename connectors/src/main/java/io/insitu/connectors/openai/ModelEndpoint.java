package io.insitu.connectors.openai;

import io.insitu.connectors.http.BearerFilter;
import io.insitu.connectors.serving.AgentRuntime;
import io.insitu.connectors.serving.ContinuousBatching;
import io.insitu.connectors.serving.ServingLimits;
import io.insitu.connectors.text.ModelText;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.EnumSet;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** A served model at an address. Closes neither the runtime nor the text it was given. */
public final class ModelEndpoint implements AutoCloseable {
    /** Threads beyond those that wait for answers: accepting, selecting, lists, refusals. */
    private static final int SPARE_THREADS = 16;

    /** Bytes per second of a request's body; who sends slower holds a thread for nothing. */
    private static final long SLOWEST = 500;

    /** A model may be called org/name, which clients write as org%2Fname. */
    private static final UriCompliance SLASHES_IN_NAMES =
            UriCompliance.DEFAULT.with("names with slashes", UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR);

    private final Server server;
    private final ServerConnector connector;
    private final ContinuousBatching serving;
    private final ModelNames names;

    public ModelEndpoint(
            EndpointConfig config, ServingLimits limits, AgentRuntime runtime, ModelText text, InstantSource clock) {
        serving = new ContinuousBatching(runtime, limits);
        server = new Server(new QueuedThreadPool(limits.concurrent() + limits.queued() + SPARE_THREADS));
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setMinRequestDataRate(SLOWEST);
        http.setUriCompliance(SLASHES_IN_NAMES);
        connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost(config.host());
        connector.setPort(config.port());
        connector.setIdleTimeout(config.patience().toMillis());
        server.addConnector(connector);
        names = new ModelNames(runtime, config.modelName(), config.adapters(), config.adaptersAtOnce());
        ServletContextHandler context = new ServletContextHandler();
        context.getServletHandler().setDecodeAmbiguousURIs(true);
        context.setErrorHandler(new EarlyRefusals());
        server.setErrorHandler(new EarlyRefusals());
        BearerFilter filter = new BearerFilter(
                config.token(),
                (request, response) -> new ApiError(
                                401, "invalid_request_error", null, "invalid_api_key", "bearer token missing or wrong")
                        .send(response));
        context.addFilter(new FilterHolder(filter), "/*", EnumSet.of(DispatcherType.REQUEST));
        add(
                context,
                "/v1/chat/completions",
                new ChatServlet(
                        config, names, text, serving, clock, runtime.config().vocabSize(), runtime.context()));
        ModelsServlet models = new ModelsServlet(names, runtime.context(), clock.millis() / 1000);
        add(context, "/v1/models", models);
        add(context, "/v1/models/*", models);
        add(context, "/v1/load_lora_adapter", new AdapterServlet(names, true));
        add(context, "/v1/unload_lora_adapter", new AdapterServlet(names, false));
        add(context, "/*", new Nothing());
        server.setHandler(context);
    }

    private static void add(ServletContextHandler context, String path, HttpServlet servlet) {
        context.addServlet(new ServletHolder(servlet), path);
    }

    /**
     * Serves an adapter that the runtime holds under this name, as if it had been loaded by request: requests can replace and
     * unload it.
     *
     * @param root where it came from, as everybody may read it
     */
    public void serve(String name, String adapterId, String root) {
        names.given(name, adapterId, root);
    }

    public void start() throws IOException {
        try {
            server.start();
        } catch (IOException e) {
            throw e; // it says which address could not be had
        } catch (Exception e) { // Jetty says no more than this
            throw new IOException("the endpoint does not start: " + e.getMessage(), e);
        }
    }

    /** The port it listens on, once started. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Requests under way fail. */
    @Override
    public void close() {
        serving.close();
        try {
            server.stop();
        } catch (Exception e) { // Jetty says no more than this
            throw new IllegalStateException("the endpoint does not stop: " + e.getMessage(), e);
        }
    }

    /** Every other path. */
    private static final class Nothing extends HttpServlet {
        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            new ApiError(404, "invalid_request_error", null, null, "no such path; see /v1/models, /v1/chat/completions")
                    .send(response);
        }
    }
}

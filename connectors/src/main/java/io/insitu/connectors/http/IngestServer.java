package io.insitu.connectors.http;

import io.insitu.connectors.context.ContextProvider;
import io.insitu.connectors.sdk.Outbox;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The HTTP door: events in, context out. Closes neither the outbox nor the provider it was given. */
public final class IngestServer implements AutoCloseable {
    private final Server server;

    public IngestServer(IngestConfig config, Outbox outbox, ContextProvider provider, InstantSource clock) {
        this(config, outbox, provider, clock, Map.of());
    }

    /**
     * @param more other servlets behind the same door and token, by path
     */
    public IngestServer(
            IngestConfig config,
            Outbox outbox,
            ContextProvider provider,
            InstantSource clock,
            Map<String, HttpServlet> more) {
        server = new Server(new InetSocketAddress(config.host(), config.port()));
        ServletContextHandler context = new ServletContextHandler();
        BearerFilter filter = new BearerFilter(config.token(), (request, response) -> {
            String why = "bearer token missing or wrong";
            if (more.get(request.getServletPath()) instanceof OwnRefusals own) {
                own.refuse(request, response, 401, why);
            } else {
                Answer.error(response, 401, why);
            }
        });
        context.addFilter(new FilterHolder(filter), "/*", EnumSet.of(DispatcherType.REQUEST));
        context.addServlet(new ServletHolder(new InteractionsServlet(config, outbox, clock)), "/v1/interactions");
        context.addServlet(new ServletHolder(new ContextServlet(provider)), "/v1/context");
        more.forEach((path, servlet) -> context.addServlet(new ServletHolder(servlet), path));
        server.setHandler(context);
    }

    public void start() throws Exception {
        server.start();
    }

    /** The port it listens on, once started. */
    public int port() {
        return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }
}

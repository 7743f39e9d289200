package io.insitu.ops.console;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.ops.UserError;
import io.insitu.ops.demo.LiveFeed;
import io.insitu.ops.demo.Progress;
import io.insitu.schemas.event.Ack;
import io.insitu.schemas.event.DeadLetter;
import io.insitu.schemas.event.Update;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** Serves one page and its data on loopback. The page only ever sets text, so nothing an agent says becomes markup. */
public final class Console implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int THREADS = 6;

    private final Server server;
    private final ServerConnector connector;

    private Console(Server server, ServerConnector connector) {
        this.server = server;
        this.connector = connector;
    }

    /**
     * @param port 0: any that is free
     */
    public static Console start(int port, Progress progress, LiveFeed feed, @Nullable String registryUrl) {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 1);
        threads.setDaemon(true);
        threads.setName("console");
        Server server = new Server(threads);
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        connector.setPort(port);
        server.addConnector(connector);
        server.setHandler(new Pages(page(), progress, feed, registryUrl));
        try {
            server.start();
        } catch (Exception e) {
            throw new UserError("--port " + port + ": the console cannot listen there (" + UserError.reason(e)
                    + "); choose another or leave it out");
        }
        return new Console(server, connector);
    }

    public URI url() {
        return URI.create("http://" + connector.getHost() + ":" + connector.getLocalPort() + "/");
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            // Daemon threads: nothing is left behind.
        }
    }

    private static byte[] page() {
        try (InputStream in = Console.class.getResourceAsStream("/console/index.html")) {
            if (in == null) {
                throw new IllegalStateException("console/index.html is missing from this build");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("console/index.html cannot be read", e);
        }
    }

    /** The page, and the state it asks for every second. */
    private static final class Pages extends Handler.Abstract.NonBlocking {
        private final byte[] page;
        private final Progress progress;
        private final LiveFeed feed;
        private final @Nullable String registryUrl;

        Pages(byte[] page, Progress progress, LiveFeed feed, @Nullable String registryUrl) {
            this.page = page;
            this.progress = progress;
            this.feed = feed;
            this.registryUrl = registryUrl;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws IOException {
            String path = Request.getPathInContext(request);
            if (path.equals("/")) {
                answer(response, callback, "text/html; charset=utf-8", page);
                return true;
            }
            if (path.equals("/api/state")) {
                answer(response, callback, "application/json", JSON.writeValueAsBytes(state()));
                return true;
            }
            return false;
        }

        private static void answer(Response response, Callback callback, String type, byte[] body) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
            response.getHeaders().put("Content-Security-Policy", "default-src 'self' 'unsafe-inline'");
            response.getHeaders().put("X-Content-Type-Options", "nosniff");
            response.write(true, ByteBuffer.wrap(body), callback);
        }

        private ObjectNode state() {
            ObjectNode state = JSON.createObjectNode();
            state.put("episodes", progress.episodes());
            state.put("registry", registryUrl == null ? "" : registryUrl);
            ObjectNode arms = state.putObject("arms");
            progress.glance().forEach((name, glance) -> {
                ObjectNode arm = arms.putObject(name).put("done", glance.done()).put("recent", glance.recent());
                ArrayNode curve = arm.putArray("curve");
                glance.curve().forEach(curve::add);
            });
            ArrayNode updates = state.putArray("updates");
            for (Update update : feed.updates()) {
                updates.addObject()
                        .put("lineage", update.getLineage())
                        .put("kind", update.getKind().name())
                        .put("subject", update.getSubjectId())
                        .put("summary", update.getSummary());
            }
            ArrayNode acks = state.putArray("acks");
            for (Ack ack : feed.acks()) {
                acks.addObject()
                        .put("replica", ack.getReplica())
                        .put("lineage", ack.getLineage())
                        .put("kind", ack.getKind().name())
                        .put("adapter", ack.getAdapterId());
            }
            state.put("letterCount", feed.letterCount());
            ArrayNode letters = state.putArray("letters");
            for (DeadLetter letter : feed.letters()) {
                letters.addObject()
                        .put("origin", letter.getOriginTopic())
                        .put("reason", letter.getReason().name())
                        .put("detail", letter.getDetail());
            }
            return state;
        }
    }
}

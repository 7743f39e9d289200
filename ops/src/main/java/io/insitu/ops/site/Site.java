package io.insitu.ops.site;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.ops.UserError;
import io.insitu.ops.WholeFile;
import io.insitu.ops.broker.ClientSettings;
import io.insitu.ops.broker.EmbeddedBroker;
import io.insitu.ops.broker.TopicCreation;
import io.insitu.schemas.Topics;
import io.insitu.schemas.registry.ConfluentRegistry;
import io.insitu.schemas.registry.EmbeddedRegistry;
import io.insitu.schemas.registry.RegistryConfig;
import io.insitu.schemas.registry.RegistryServer;
import io.insitu.schemas.registry.SchemaRegistry;
import io.insitu.schemas.serde.AvroSerdes;
import io.insitu.schemas.serde.TopicSerdes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/** Broker and registry of a data folder: those of the process that runs on it, or else our own. */
public final class Site implements AutoCloseable {
    /** Of every topic of the one-JVM mode: as many as its cores can work on at once. */
    public static final int PARTITIONS = 2;

    private static final ObjectMapper JSON = new ObjectMapper();
    /** A busy machine answers late; a process that is gone is recognised by its id, without waiting. */
    private static final int ANSWER_MS = 15_000;

    private final DataFolder folder;
    private final @Nullable EmbeddedBroker broker;
    private final @Nullable RegistryServer registryServer;
    private final ClientSettings clients;
    private final TopicSerdes serdes;

    private Site(
            DataFolder folder,
            @Nullable EmbeddedBroker broker,
            @Nullable RegistryServer registryServer,
            ClientSettings clients,
            SchemaRegistry registry) {
        this.folder = folder;
        this.broker = broker;
        this.registryServer = registryServer;
        this.clients = clients;
        this.serdes = new AvroSerdes(registry);
    }

    /** Starts broker and registry on a folder that no other process runs on. */
    public static Site start(DataFolder folder) {
        if (running(folder) != null) {
            throw UserError.usage(
                    "--data " + folder.root() + ": another process runs on it; stop it or choose another folder");
        }
        EmbeddedBroker broker = EmbeddedBroker.start(folder.broker());
        RegistryServer server = null;
        try {
            EmbeddedRegistry registry = EmbeddedRegistry.in(folder.schemas());
            server = RegistryServer.start(registry, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Site site = new Site(folder, broker, server, new ClientSettings(broker.bootstrap()), registry);
            site.createTopics("");
            WholeFile.write(
                    folder.site(),
                    JSON.writeValueAsString(Map.of(
                            "bootstrap",
                            broker.bootstrap(),
                            "registry",
                            server.url().toString(),
                            "pid",
                            ProcessHandle.current().pid())));
            return site;
        } catch (IOException | RuntimeException e) {
            if (server != null) {
                server.close();
            }
            broker.close();
            throw e instanceof UserError mistake ? mistake : new UserError("site: " + UserError.reason(e));
        }
    }

    /** Joins the process that runs on a folder, or starts on it. */
    public static Site join(DataFolder folder) {
        JsonNode running = running(folder);
        if (running == null) {
            return start(folder);
        }
        return new Site(
                folder,
                null,
                null,
                new ClientSettings(running.path("bootstrap").asText()),
                new ConfluentRegistry(RegistryConfig.at(running.path("registry").asText())));
    }

    /** Whether broker and registry answer, ours or those of another process. */
    public boolean runs() {
        return broker != null || running(folder) != null;
    }

    public DataFolder folder() {
        return folder;
    }

    public ClientSettings clients() {
        return clients;
    }

    public TopicSerdes serdes() {
        return serdes;
    }

    /** Whether the broker is ours: then nobody else works on the folder. */
    public boolean ours() {
        return broker != null;
    }

    /** Where our registry answers, or null when it is another process's. */
    public @Nullable String registryUrl() {
        return registryServer == null ? null : registryServer.url().toString();
    }

    /** Whether any topic of a namespace is there already. */
    public boolean holds(String namespace) {
        try (Admin admin = Admin.create(clients.admin())) {
            return admin.listTopics().names().get(ANSWER_MS, TimeUnit.MILLISECONDS).stream()
                    .anyMatch(topic -> topic.startsWith(namespace + "."));
        } catch (ExecutionException | TimeoutException e) {
            throw new UserError("the broker does not list its topics: " + UserError.reason(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted");
        }
    }

    /** Makes the topics of a namespace exist. */
    public void createTopics(String namespace) {
        try (Admin admin = Admin.create(clients.admin())) {
            new TopicCreation(admin).ensure(Topics.all(), namespace, PARTITIONS);
        }
    }

    @Override
    public void close() {
        if (broker != null) {
            try {
                Files.deleteIfExists(folder.site());
            } catch (IOException e) {
                // A stale file is recognised by nobody answering at its address.
            }
        }
        if (registryServer != null) {
            registryServer.close();
        }
        if (broker != null) {
            broker.close();
        }
    }

    /** Where the process that runs on this folder listens, or null when nobody answers there. */
    private static @Nullable JsonNode running(DataFolder folder) {
        try {
            JsonNode site = JSON.readTree(folder.site().toFile());
            long pid = site.path("pid").asLong(-1);
            if (ProcessHandle.of(pid).isEmpty()) {
                return null;
            }
            Map<String, Object> settings =
                    new ClientSettings(site.path("bootstrap").asText()).admin();
            settings.put("request.timeout.ms", ANSWER_MS);
            settings.put("default.api.timeout.ms", ANSWER_MS);
            try (Admin admin = Admin.create(settings)) {
                // After a kill the pid and the port may belong to others: even to the broker of another folder.
                String cluster = admin.describeCluster().clusterId().get(ANSWER_MS, TimeUnit.MILLISECONDS);
                return cluster.equals(EmbeddedBroker.clusterIn(folder.broker())) ? site : null;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (IOException | ExecutionException | TimeoutException | RuntimeException e) {
            return null;
        }
    }
}

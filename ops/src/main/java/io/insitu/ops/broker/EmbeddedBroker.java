package io.insitu.ops.broker;

import io.insitu.ops.UserError;
import io.insitu.ops.WholeFile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * One KRaft node, broker and controller in one, on loopback, with its log in a folder. It is Kafka's production
 * server, so what holds here holds on a cluster; a second start on the same folder finds everything as it was.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";

    private final KafkaRaftServer server;
    private final String bootstrap;

    private EmbeddedBroker(KafkaRaftServer server, String bootstrap) {
        this.server = server;
        this.bootstrap = bootstrap;
    }

    /** Formats the folder if it is new, and returns when the broker serves. */
    public static EmbeddedBroker start(Path folder) {
        try {
            Files.createDirectories(folder);
            int brokerPort;
            int controllerPort;
            try (ServerSocket broker = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    ServerSocket controller = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                brokerPort = broker.getLocalPort();
                controllerPort = controller.getLocalPort();
            }
            boolean killed = Files.exists(folder.resolve("meta.properties"))
                    && !Files.exists(folder.resolve(".kafka_cleanshutdown"));
            format(folder);
            Properties settings = new Properties();
            settings.putAll(settings(folder, brokerPort, controllerPort));
            KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
            server.startup();
            EmbeddedBroker broker = new EmbeddedBroker(server, LOOPBACK + ":" + brokerPort);
            if (killed) {
                mend(broker, brokerPort);
            }
            return broker;
        } catch (Exception e) {
            throw new UserError("broker: could not start on " + folder + ": " + UserError.reason(e)
                    + "; is another process using this folder?");
        }
    }

    /** The cluster that lives in a folder; empty: none yet. Another broker at the same address has another id. */
    public static String clusterIn(Path folder) throws IOException {
        Path file = clusterFile(folder);
        return Files.exists(file) ? Files.readString(file).trim() : "";
    }

    /** A broker that cannot be mended is of no use, and must not keep its folder and its threads. */
    private static void mend(EmbeddedBroker broker, int port) throws Exception {
        try {
            new LostMarkers(new ClientSettings(broker.bootstrap()), port).write();
        } catch (Exception e) {
            broker.close();
            throw e;
        }
    }

    /** Where clients find it. */
    public String bootstrap() {
        return bootstrap;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static void format(Path folder) throws Exception {
        if (Files.exists(folder.resolve("meta.properties"))) {
            return;
        }
        PrintStream quiet = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        new Formatter()
                .setPrintStream(quiet)
                .setClusterId(clusterId(folder))
                .setNodeId(1)
                .addDirectory(folder.toString())
                .setMetadataLogDirectory(folder.toString())
                .setControllerListenerName("CONTROLLER")
                // Under version 1 a decision and its records carry the same epoch, which LostMarkers relies on.
                .setFeatureLevel("transaction.version", (short) 1)
                .setIgnoreFormatted(false)
                .run();
    }

    /** Written before formatting, so that a start that was killed half-way can be repeated. */
    private static String clusterId(Path folder) throws IOException {
        if (clusterIn(folder).isEmpty()) {
            WholeFile.write(clusterFile(folder), Uuid.randomUuid().toString());
        }
        return clusterIn(folder);
    }

    private static Path clusterFile(Path folder) {
        return folder.resolveSibling(folder.getFileName() + ".cluster-id");
    }

    private static Map<String, String> settings(Path folder, int brokerPort, int controllerPort) {
        return Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", "1"),
                // Static voters are not persisted: the ports may change between starts.
                Map.entry("controller.quorum.voters", "1@" + LOOPBACK + ":" + controllerPort),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry(
                        "listeners",
                        "PLAINTEXT://" + LOOPBACK + ":" + brokerPort + ",CONTROLLER://" + LOOPBACK + ":"
                                + controllerPort),
                Map.entry("advertised.listeners", "PLAINTEXT://" + LOOPBACK + ":" + brokerPort),
                Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                Map.entry("log.dirs", folder.toString()),
                Map.entry("offsets.topic.num.partitions", "4"),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("transaction.state.log.num.partitions", "4"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("share.coordinator.state.topic.num.partitions", "1"),
                Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                Map.entry("share.coordinator.state.topic.min.isr", "1"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                // After a kill the new incarnation waits for the old registration to lapse: 9 s by default.
                Map.entry("broker.session.timeout.ms", "1500"),
                Map.entry("broker.heartbeat.interval.ms", "300"),
                Map.entry("num.network.threads", "2"),
                Map.entry("num.io.threads", "4"),
                Map.entry("num.recovery.threads.per.data.dir", "2"),
                Map.entry("log.cleaner.dedupe.buffer.size", String.valueOf(16L << 20)),
                Map.entry("message.max.bytes", String.valueOf(ClientSettings.MAX_RECORD_BYTES)),
                // A record whose clock runs ahead is judged by the topology, which keeps it as a dead letter.
                Map.entry("log.message.timestamp.after.max.ms", String.valueOf(Long.MAX_VALUE)),
                // A data folder picked up again after months must still know where its readers were.
                Map.entry("offsets.retention.minutes", String.valueOf(10 * 365 * 24 * 60)),
                Map.entry("auto.create.topics.enable", "false"));
    }
}

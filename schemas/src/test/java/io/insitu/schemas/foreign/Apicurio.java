package io.insitu.schemas.foreign;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real Apicurio Registry, as its makers ship it, in a process of its own; it keeps everything in memory. */
final class Apicurio implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);

    private final Process process;
    private final Path log;
    private final String address;

    private Apicurio(Process process, Path log, String address) {
        this.process = process;
        this.log = log;
        this.address = address;
    }

    /**
     * @param home where its distribution was unpacked
     * @param java a Java 21 or newer: its classes are made for that
     */
    static Apicurio start(Path home, Path java) throws IOException, InterruptedException {
        int port = freePort();
        Path log = home.resolve("apicurio.log");
        ProcessBuilder builder = new ProcessBuilder(
                        java.toString(),
                        "-Xmx512m",
                        "-jar",
                        home.resolve("quarkus-run.jar").toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment()
                .putAll(Map.of(
                        "QUARKUS_HTTP_HOST",
                        "127.0.0.1",
                        "QUARKUS_HTTP_PORT",
                        Integer.toString(port),
                        "QUARKUS_MANAGEMENT_HOST",
                        "127.0.0.1",
                        "QUARKUS_MANAGEMENT_PORT",
                        Integer.toString(freePort())));
        Apicurio apicurio = new Apicurio(builder.start(), log, "http://127.0.0.1:" + port);
        try {
            apicurio.awaitReady();
        } catch (IOException | InterruptedException | RuntimeException e) {
            apicurio.close();
            throw e;
        }
        return apicurio;
    }

    /** Where it speaks the Confluent REST API. */
    String confluent() {
        return address + "/apis/ccompat/v7";
    }

    /** Where its own clients find it. */
    String own() {
        return address + "/apis/registry/v3";
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void awaitReady() throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest question = HttpRequest.newBuilder(URI.create(confluent() + "/subjects"))
                .timeout(Duration.ofSeconds(30))
                .build();
        long deadline = System.nanoTime() + START.toNanos();
        while (process.isAlive() && System.nanoTime() < deadline) {
            try {
                if (client.send(question, BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException notYet) {
                // it is starting
            }
            Thread.sleep(200);
        }
        throw new IOException("Apicurio did not start; it said:\n" + Files.readString(log));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}

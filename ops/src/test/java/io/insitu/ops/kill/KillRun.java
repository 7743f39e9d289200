package io.insitu.ops.kill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.insitu.ops.kill.Feed.Sent;
import io.insitu.ops.log.LogReader;
import io.insitu.ops.site.DataFolder;
import io.insitu.ops.site.Site;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A folder with everything switched on at once: agents at both doors, an importer, a judge and a distiller that ask a model, malformed
 * input on every way in; and SIGKILL for each of these processes at seeded moments. In the end all is left to come to rest.
 */
final class KillRun implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOKEN = "a-test-token";
    /** Longer than an attempt told by spans waits for more of them, its group for the others, and a question to be asked three times. */
    private static final long REST_MS = 240_000;

    /** Requests of agents, on a machine however slow: as many as there must be for something to come of them. */
    private static final int LEAST = 200;

    private final Path insitu;
    private final Path root;
    private final Path data;
    private final int kills;
    private final Random random;
    private final PrintStream says;
    private final int port;
    private final Endpoint endpoint;
    private final Feed feed;
    private final BrokenRecords broken;
    private final Path model;
    private final Path token;
    private final long beganNanos = System.nanoTime();
    private int starts;
    private int files;
    private long startMs = 5_000;
    private @Nullable Program serve;
    private @Nullable Program workers;
    private @Nullable Program importer;

    /**
     * @param insitu the start script
     * @param root an empty folder
     * @param kills of the process that serves; the others are killed as well
     * @param pauseMs between two requests of the agents
     */
    KillRun(Path insitu, Path root, long seed, int kills, long pauseMs, PrintStream says) throws IOException {
        this.insitu = insitu.toAbsolutePath();
        this.root = Files.createDirectories(root);
        this.data = root.resolve("data");
        this.kills = kills;
        this.random = new Random(seed);
        this.says = says;
        this.port = freePort();
        Switches.write(data);
        this.endpoint = new Endpoint();
        this.model = Switches.model(root, endpoint.base());
        this.token = Files.writeString(root.resolve("token"), TOKEN);
        this.feed = new Feed(port, TOKEN, new Parcels(seed, "a".repeat(64)), pauseMs);
        this.broken = new BrokenRecords(seed);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** What came of it; the folder is at rest, and nobody runs on it. */
    Outcome run() throws Exception {
        feed.start();
        for (int kill = 0; kill < kills; kill++) {
            if (kill % 3 == 2) {
                killAtStart();
            } else {
                killAtWork();
            }
        }
        startAll();
        while (feed.answered() < LEAST) {
            work(500);
        }
        List<Sent> sent = feed.finish();
        say("fed");
        importToTheEnd();
        say("imported");
        awaitRest(sent);
        say("at rest");
        stopAll();
        say("stopped");
        return judged(sent);
    }

    private void say(String line) {
        says.println((System.nanoTime() - beganNanos) / 1_000_000_000 + " s: " + line);
    }

    private void killAtStart() throws Exception {
        Program started = start("serve");
        Thread.sleep(200 + random.nextInt((int) startMs));
        started.kill();
        say("kill of serve while it started");
    }

    private void killAtWork() throws Exception {
        startAll();
        startImport(files++);
        work(500 + random.nextInt(4_000));
        if (random.nextBoolean()) {
            program(workers).kill();
            say("kill of judge and distiller");
            workers = start("run");
        }
        work(random.nextInt(2_000));
        if (random.nextBoolean()) {
            program(importer).kill();
            say("kill of the importer");
        }
        work(random.nextInt(1_000));
        program(serve).kill();
        program(workers).kill(); // it has lost its broker, and would look for it at the old place
        program(importer).kill();
        say("kill of serve at work, then of all others");
    }

    /** Everything but the importer, and whatever is malformed on the topics themselves. */
    private void startAll() throws Exception {
        long began = System.nanoTime();
        Program started = start("serve");
        serve = started;
        if (!started.awaitWord()) {
            throw new IllegalStateException("serve ended by itself: " + started.complaints());
        }
        say("serve is up");
        startMs = (System.nanoTime() - began) / 1_000_000;
        workers = start("run");
        try (Site site = Site.join(DataFolder.existing(data))) {
            broken.burst(site);
        }
    }

    private Program start(String what) throws IOException {
        String name = what + "-" + starts++;
        return what.equals("serve")
                ? Program.start(
                        insitu,
                        root,
                        name,
                        "serve",
                        "--data",
                        data.toString(),
                        "--port",
                        String.valueOf(port),
                        "--token-file",
                        token.toString(),
                        "--json")
                : Program.start(
                        insitu,
                        root,
                        name,
                        "run",
                        "--data",
                        data.toString(),
                        "--config",
                        model.toString(),
                        "--roles",
                        "judge,distiller",
                        "--json");
    }

    private void startImport(int number) throws IOException {
        importer = Program.start(
                insitu,
                root,
                "import-" + starts++,
                "import",
                "--to",
                "kafka",
                "--format",
                "tau-bench",
                "--lineage",
                RecordedFiles.LINEAGE,
                "--data",
                data.toString(),
                "--json",
                RecordedFiles.file(root, number).toString());
    }

    /** Lets them work, and fails when one of them gave up by itself. */
    private void work(long ms) throws InterruptedException {
        Thread.sleep(ms);
        check("serve", serve);
        check("judge and distiller", workers);
    }

    private static void check(String name, @Nullable Program one) {
        if (!program(one).lives()) {
            throw new IllegalStateException(
                    name + " ended by itself: " + program(one).complaints());
        }
    }

    private static Program program(@Nullable Program one) {
        if (one == null) {
            throw new IllegalStateException("nothing was started yet");
        }
        return one;
    }

    /** Every file once more, and the first again: what arrived before is not taken twice, what did not is taken now. */
    private void importToTheEnd() throws Exception {
        for (int turn = 0; turn <= files; turn++) {
            int number = turn % files;
            startImport(number);
            while (program(importer).lives()) {
                work(200);
            }
            String[] lines = program(importer).said().strip().split("\n", -1);
            JsonNode last = JSON.readTree(lines[lines.length - 1]);
            if (last.path("experience").asInt() != RecordedFiles.RUNS) {
                throw new IllegalStateException("import of file " + number + ": " + String.join("; ", lines) + " "
                        + program(importer).complaints());
            }
        }
    }

    private void awaitRest(List<Sent> sent) throws InterruptedException {
        long deadline = System.nanoTime() + REST_MS * 1_000_000;
        try (Site site = Site.join(DataFolder.existing(data))) {
            LogReader log = new LogReader(site.clients(), site.serdes());
            while (System.nanoTime() < deadline) {
                Laws laws = new Laws(log, site.serdes());
                if (laws.nothingAcknowledgedIsLost(sent).isEmpty()
                        && laws.everyQuestionHasItsAnswer().isEmpty()) {
                    return;
                }
                work(1_000);
            }
        }
        say("not at rest after " + REST_MS / 1_000 + " s");
    }

    private void stopAll() throws InterruptedException {
        program(workers).stop();
        program(serve).stop();
    }

    private Outcome judged(List<Sent> sent) throws IOException {
        Map<String, List<String>> laws = new LinkedHashMap<>();
        Map<String, Long> counts;
        try (Site site = Site.start(DataFolder.existing(data))) {
            LogReader log = new LogReader(site.clients(), site.serdes());
            Laws all = new Laws(log, site.serdes());
            laws.put("nothing acknowledged is lost", all.nothingAcknowledgedIsLost(sent));
            laws.put("every question has its answer", all.everyQuestionHasItsAnswer());
            laws.put("everything malformed has its letter", all.everythingMalformedHasItsLetter(sent, marksInFiles()));
            laws.put("no effect is there twice", all.noEffectIsThereTwice());
            laws.put("every fact has its causes", all.everyFactHasItsCauses());
            counts = Counts.of(log, all, sent);
            say("letters " + all.letters());
        }
        counts.put("asked of the model", (long) endpoint.asked());
        counts.put("unreadable records", (long) broken.acknowledged());
        return new Outcome(laws, counts);
    }

    private List<String> marksInFiles() throws IOException {
        List<String> marks = new ArrayList<>();
        for (int number = 0; number < files; number++) {
            Path file = RecordedFiles.file(root, number);
            List<String> lines = Files.readAllLines(file);
            for (int line = 0; line < lines.size(); line++) {
                if (lines.get(line).contains("much")) {
                    marks.add(file.getFileName() + " record " + (line + 1) + ":");
                }
            }
        }
        return marks;
    }

    /**
     * What came of a run.
     *
     * @param laws by name, where each does not hold
     * @param counts of what there was
     */
    record Outcome(Map<String, List<String>> laws, Map<String, Long> counts) {}

    @Override
    public void close() throws InterruptedException {
        feed.close();
        for (Program one : new Program[] {importer, workers, serve}) {
            if (one != null) {
                one.kill();
            }
        }
        endpoint.close();
    }
}

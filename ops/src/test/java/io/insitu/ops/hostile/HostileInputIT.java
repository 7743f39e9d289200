package io.insitu.ops.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.connectors.clock.Ticker;
import io.insitu.connectors.importing.ImportTarget;
import io.insitu.connectors.importing.Importer;
import io.insitu.connectors.importing.OutboxSink;
import io.insitu.connectors.sdk.Delivery;
import io.insitu.connectors.sdk.Outbox;
import io.insitu.connectors.sdk.Outgoing;
import io.insitu.connectors.sdk.SdkConfig;
import io.insitu.connectors.taubench.TauBench;
import io.insitu.ops.log.LogReader;
import io.insitu.ops.site.DataFolder;
import io.insitu.ops.site.Evolution;
import io.insitu.ops.site.Site;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.DeadLetter;
import io.insitu.schemas.event.Interaction;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The law of hostile input: a thousand malformed inputs through each path, each a dead letter with its reason or absorbed
 * by a stated rule, and what is learnt from everybody else is the same to the byte.
 *
 * <p>The stated rules: a repeat with the same id and content is absorbed; order does not matter, seq does; an attempt
 * nobody ends is closed by silence, with an unknown outcome; a fact about something nobody knows enters the journal and
 * changes nothing. Ticks are believed within reason: whoever may write them is the clock.
 */
class HostileInputIT {
    private static final int PER_PATH = 1_000;
    private static final int FACTS = 200;
    private static final long SEED = 11;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    @Test
    void aThousandMalformedInputsPerPathChangeNothingThatIsLearnt() throws Exception {
        Learnt clean = run("clean", site -> {}, null);
        assertThat(clean.count(Topics.EXPERIENCE)).isPositive();
        assertThat(clean.count(Topics.PRINCIPLES))
                .as("there is something to disturb")
                .isPositive();
        assertThat(clean.count(Topics.TRAINING_BATCHES))
                .as("weights are learnt too")
                .isPositive();

        Expected expected = new Expected();
        Learnt hostile = run("hostile", site -> check(site, expected), expected);
        System.out.println("hostile input: " + expected + "; " + clean.entries() + " entries compared");
        assertThat(expected.inputs()).isGreaterThanOrEqualTo(5 * PER_PATH);
        assertThat(hostile.published()).isEqualTo(clean.published());
        assertThat(hostile.stores()).isEqualTo(clean.stores());
    }

    private static void check(Site site, Expected expected) {
        LogReader log = new LogReader(site.clients(), site.serdes());
        assertThat(expected.incomplete(log.values(Topics.EXPERIENCE)))
                .as("came out of order")
                .isEmpty();
        List<DeadLetter> letters = log.values(Topics.DEAD_LETTERS);
        assertThat(expected.differences(letters)).isEmpty();
        assertThat(letters).hasSize(expected.lettersTotal());
    }

    /** The good log from beginning to end, with whatever else, on a site of its own. */
    private Learnt run(String name, Consumer<Site> afterwards, @Nullable Expected hostility) throws Exception {
        try (Site site = Site.start(DataFolder.create(folder.resolve(name)));
                Evolution evolution = Evolution.live(site);
                Outbox outbox = Outbox.connect(
                        SdkConfig.defaults(GoodLog.LINEAGE), site.clients().admin(), site.serdes())) {
            tick(outbox, GoodLog.START_MS);
            List<Interaction> good = GoodLog.events(SEED);
            if (hostility == null) {
                tell(outbox, good, (event, number) -> {});
            } else {
                tellAmongEnemies(site, outbox, good, hostility);
            }
            // Silences long enough to close whatever is open, attempts first, then their groups.
            for (long silenceMs : new long[] {600_000, 7_200_000, 7_800_000}) {
                tick(outbox, GoodLog.START_MS + silenceMs);
            }
            assertThat(outbox.flush(PATIENCE)).as("everything is on the log").isTrue();
            assertThat(outbox.stats().dropped()).isEmpty();
            assertThat(evolution.awaitCaughtUp(PATIENCE))
                    .as("learning keeps up")
                    .isTrue();
            afterwards.accept(site);
            return Learnt.on(site);
        }
    }

    private void tellAmongEnemies(Site site, Outbox outbox, List<Interaction> good, Expected expected)
            throws Exception {
        Nonsense nonsense = new Nonsense(outbox, expected);
        Path file = folder.resolve("runs.jsonl");
        BrokenFile.write(file, PER_PATH, SEED, expected);
        Path archive = folder.resolve("runs.jsonl.gz");
        BrokenFile.writeCutArchive(archive, expected);
        InstantSource clock = InstantSource.fixed(Instant.ofEpochMilli(GoodLog.START_MS));
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                        site.clients().producer(), new StringSerializer(), new ByteArraySerializer());
                HostileHttp http = new HostileHttp(outbox, SEED, expected);
                HostileAgent agent = new HostileAgent(site, expected)) {
            BrokenBytes bytes = new BrokenBytes(BrokenBytes.LEARNT_FROM, site.serdes(), producer, SEED, expected);
            tell(outbox, good, (event, number) -> {
                for (int i = due(number, good.size(), PER_PATH); i > 0; i--) {
                    bytes.send();
                    http.send();
                    nonsense.send(event);
                    agent.send();
                }
                for (int i = due(number, good.size(), FACTS); i > 0; i--) {
                    nonsense.sendFacts(event.getAtMs());
                }
                if (number % 100 == 0) {
                    nonsense.sendTooMuch(number, event.getAtMs());
                }
                if (number == good.size() / 2) {
                    OutboxSink sink = new OutboxSink(outbox, clock);
                    ImportTarget target = new ImportTarget(Nonsense.LINEAGE, GoodLog.START_MS);
                    new Importer(new TauBench()).interactions(file, target, sink);
                    new Importer(new TauBench()).interactions(archive, target, sink);
                }
            });
            assertThat(http.wrongAnswers()).isEmpty();
            producer.flush();
            agent.close(); // it waits until all is sent
            assertThat(agent.counted()).isEqualTo(agent.shouldHaveCounted());
        }
    }

    /** What comes after each event of the good log. */
    private interface Then {
        void after(Interaction event, int number) throws Exception;
    }

    private static void tell(Outbox outbox, List<Interaction> good, Then then) throws Exception {
        for (int number = 0; number < good.size(); number++) {
            Interaction event = good.get(number);
            outbox.put(Outgoing.event(event, Delivery.unobserved()), PATIENCE);
            then.after(event, number);
            if (number % 50 == 49) {
                tick(outbox, GoodLog.START_MS + number * 20L);
            }
        }
    }

    /** The clock's word to every partition. */
    private static void tick(Outbox outbox, long nowMs) throws InterruptedException {
        for (int partition = 0; partition < Site.PARTITIONS; partition++) {
            outbox.put(
                    new Outgoing<>(
                            Topics.INTERACTIONS, partition, Ticker.TICK, GoodLog.tick(nowMs), 4, Delivery.unobserved()),
                    PATIENCE);
        }
    }

    /** How many of a total are due after the n-th of some events, spread evenly. */
    private static int due(int number, int events, int total) {
        return (int) ((number + 1L) * total / events - (long) number * total / events);
    }
}

package io.insitu.ops.work;

import io.insitu.ops.broker.ClientSettings;
import io.insitu.ops.log.LogReader;
import io.insitu.ops.site.Groups;
import io.insitu.ops.site.Site;
import io.insitu.schemas.Topics;
import io.insitu.schemas.registry.RegistryException;
import io.insitu.schemas.serde.TopicSerdes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what learning asks. Replies and the positions behind their requests are one transaction, and a question that was
 * answered lately is not run again, however often it is asked.
 */
public final class RequestWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RequestWorker.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration TOGETHER = Duration.ofMillis(100);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration FORGIVEN = Duration.ofMinutes(10);
    private static final int MOST_TROUBLES = 30;
    /** The clients' own measure of a member that is gone, and what a slow answer may take beyond its limit. */
    private static final Duration SILENCE = Duration.ofMinutes(5);

    private static final Duration LEEWAY = Duration.ofMinutes(1);

    private final ClientSettings clients;
    private final TopicSerdes serdes;
    private final Seat seat;
    private final Replier replier;
    private final Thread thread;
    private volatile boolean closing;
    private volatile @Nullable Throwable failure;

    /**
     * The one worker of a folder. It also writes the letters about questions that nobody can read.
     *
     * @param version who answers, as replies say
     */
    public RequestWorker(Site site, String version, Answers answers) {
        this(site.clients(), site.serdes(), new Seat(Groups.DESK_WORKER, SILENCE, true), version, answers);
    }

    /**
     * One of several, each with a seat of its own.
     *
     * @param version who answers, as replies say, unless an answer is {@link Signed}
     */
    public RequestWorker(ClientSettings clients, TopicSerdes serdes, Seat seat, String version, Answers answers) {
        this.clients = clients;
        this.serdes = serdes;
        this.seat = seat;
        this.replier = new Replier(serdes, version, answers, seat.writesLetters());
        this.thread = new Thread(this::run, seat.name());
        thread.setDaemon(true);
    }

    /** Its consumer group, which says how far it is. */
    public String group() {
        return seat.name();
    }

    public void start() {
        thread.start();
    }

    /** Why it stopped by itself; null while it works. */
    public @Nullable Throwable failure() {
        return failure;
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join(20_000); // an evaluation under way is finished: its answer would only be asked for again
            if (thread.isAlive()) {
                thread.interrupt(); // and so it will be
                thread.join(5_000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            serveThroughTrouble();
        } catch (WakeupException | InterruptException e) {
            LOG.debug("request worker: told to stop");
        } catch (Throwable e) { // also an Error: whatever ends this thread must be seen by those who wait for it
            if (!closing) {
                failure = e;
                LOG.error("the request worker stopped", e);
            }
        }
    }

    /** A broker that is away for a while comes back; one that is away again and again does not. */
    private void serveThroughTrouble() {
        int troubles = 0;
        long lastNanos = System.nanoTime();
        while (!closing) {
            try {
                serve();
            } catch (WakeupException | InterruptException e) {
                throw e;
            } catch (KafkaException | RegistryException e) {
                troubles = System.nanoTime() - lastNanos > FORGIVEN.toNanos() ? 1 : troubles + 1;
                lastNanos = System.nanoTime();
                if (troubles >= MOST_TROUBLES) {
                    throw e;
                }
                LOG.warn("request worker: broker trouble, starting over: {}", e.toString());
                pause();
            }
        }
    }

    private void serve() {
        replier.forgetAll();
        new LogReader(clients, serdes)
                .each(
                        Topics.REPLIES,
                        "",
                        line -> replier.isAnswered(line.value().getRequestId()));
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                        clients.producer(seat.name()), new StringSerializer(), new ByteArraySerializer());
                KafkaConsumer<String, byte[]> consumer =
                        new KafkaConsumer<>(consumer(), new StringDeserializer(), new ByteArrayDeserializer())) {
            producer.initTransactions();
            consumer.subscribe(List.of(Topics.REQUESTS.name()));
            while (!closing) {
                answer(consumer, producer);
            }
        }
    }

    /** One question at a time: what was fetched with it must not wait until its reader counts as gone. */
    private Map<String, Object> consumer() {
        long silenceMs =
                Math.max(SILENCE.toMillis(), seat.longest().plus(LEEWAY).toMillis());
        Map<String, Object> settings = clients.consumer(seat.name());
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        settings.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, (int) Math.min(Integer.MAX_VALUE, silenceMs));
        return settings;
    }

    /**
     * Answers what is there. Answers that take a moment only leave together: a transaction takes longer than they do. Those that
     * take longer leave at once.
     */
    private void answer(KafkaConsumer<String, byte[]> consumer, KafkaProducer<String, byte[]> producer) {
        Map<TopicPartition, OffsetAndMetadata> behind = new HashMap<>();
        List<ProducerRecord<String, byte[]>> said = new ArrayList<>();
        ConsumerRecords<String, byte[]> asked = consumer.poll(POLL);
        // Of this generation: when the seats are given anew in between, others answer, and this is refused.
        ConsumerGroupMetadata generation = consumer.groupMetadata();
        long until = System.nanoTime() + TOGETHER.toNanos();
        while (!asked.isEmpty() && !closing) {
            for (ConsumerRecord<String, byte[]> record : asked) {
                Replier.Said answer = replier.to(record);
                replier.isAnswered(answer.requestId()); // what fails from here on starts over from the log
                said.addAll(answer.records());
                behind.put(
                        new TopicPartition(record.topic(), record.partition()),
                        new OffsetAndMetadata(record.offset() + 1));
            }
            asked = System.nanoTime() < until ? consumer.poll(Duration.ZERO) : ConsumerRecords.empty();
        }
        if (!behind.isEmpty()) {
            producer.beginTransaction();
            said.forEach(producer::send);
            producer.sendOffsetsToTransaction(behind, generation);
            producer.commitTransaction();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

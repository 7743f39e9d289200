package io.insitu.ops.work;

import io.insitu.ops.log.LogReader;
import io.insitu.ops.site.Groups;
import io.insitu.ops.site.Site;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.DeadLetter;
import io.insitu.schemas.event.Reply;
import io.insitu.schemas.event.Request;
import io.insitu.schemas.event.RequestFailed;
import io.insitu.schemas.registry.RegistryException;
import io.insitu.schemas.serde.DeadLetters;
import io.insitu.schemas.serde.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what learning asks. A reply and the position behind its request are one transaction, and a question that was
 * answered lately is not run again, however often it is asked.
 */
public final class RequestWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RequestWorker.class);
    /** Group and transactional id: whoever answers on a folder goes on where the one before stopped. */
    private static final String NAME = Groups.DESK_WORKER;

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration FORGIVEN = Duration.ofMinutes(10);
    private static final int MOST_TROUBLES = 30;
    /** A request comes again soon or never: only its newest neighbours can be asked twice. */
    private static final int REMEMBERED = 10_000;

    private final Site site;
    private final String version;
    private final Answers answers;
    private final Deserializer<Request> readRequest;
    private final Serializer<Reply> writeReply;
    private final Serializer<DeadLetter> writeLetter;
    private final Set<String> answered = Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    });
    private final Thread thread = new Thread(this::run, NAME);
    private volatile boolean closing;
    private volatile @Nullable Throwable failure;

    /**
     * @param version who answers, as replies say
     */
    public RequestWorker(Site site, String version, Answers answers) {
        this.site = site;
        this.version = version;
        this.answers = answers;
        this.readRequest = site.serdes().of(Topics.REQUESTS).deserializer();
        this.writeReply = site.serdes().of(Topics.REPLIES).serializer();
        this.writeLetter = site.serdes().of(Topics.DEAD_LETTERS).serializer();
        thread.setDaemon(true);
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
        answered.clear();
        new LogReader(site.clients(), site.serdes())
                .each(Topics.REPLIES, "", line -> answered.add(line.value().getRequestId()));
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                        site.clients().producer(NAME), new StringSerializer(), new ByteArraySerializer());
                KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                        site.clients().consumer(NAME), new StringDeserializer(), new ByteArrayDeserializer())) {
            producer.initTransactions();
            consumer.subscribe(List.of(Topics.REQUESTS.name()));
            while (!closing) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                    if (closing) {
                        return;
                    }
                    answer(record, consumer, producer);
                }
            }
        }
    }

    private void answer(
            ConsumerRecord<String, byte[]> record,
            KafkaConsumer<String, byte[]> consumer,
            KafkaProducer<String, byte[]> producer) {
        Map<TopicPartition, OffsetAndMetadata> behind = new HashMap<>();
        behind.put(new TopicPartition(record.topic(), record.partition()), new OffsetAndMetadata(record.offset() + 1));
        Reply reply = null;
        DeadLetter letter = null;
        try {
            reply = replyTo(readRequest.deserialize(record.topic(), record.value()));
        } catch (UnreadableRecordException e) {
            letter = letter(record, e);
        }
        producer.beginTransaction();
        if (reply != null) {
            producer.send(new ProducerRecord<>(
                    Topics.REPLIES.name(), reply.getRequestId(), writeReply.serialize(Topics.REPLIES.name(), reply)));
        }
        if (letter != null) {
            producer.send(new ProducerRecord<>(
                    Topics.DEAD_LETTERS.name(),
                    letter.getOriginTopic(),
                    writeLetter.serialize(Topics.DEAD_LETTERS.name(), letter)));
        }
        producer.sendOffsetsToTransaction(behind, consumer.groupMetadata());
        producer.commitTransaction();
        if (reply != null) {
            answered.add(reply.getRequestId());
        }
    }

    private static DeadLetter letter(ConsumerRecord<String, byte[]> record, UnreadableRecordException e) {
        return DeadLetters.from(
                record.topic(),
                record.partition(),
                record.offset(),
                record.key() == null ? null : record.key().getBytes(StandardCharsets.UTF_8),
                record.value(),
                e.reason(),
                String.valueOf(e.getMessage()),
                Math.max(0, record.timestamp()));
    }

    /** Null: nothing to say, because it was said, or is for another worker. */
    private @Nullable Reply replyTo(Request request) {
        if (answered.contains(request.getRequestId())) {
            return null;
        }
        Object body = tried(request);
        return body == null ? null : reply(request, body);
    }

    /** Whatever goes wrong while trying says nothing about what was tried. */
    private @Nullable Object tried(Request request) {
        try {
            return answers.to(request);
        } catch (RuntimeException e) {
            LOG.warn("request worker: a trial broke: {}", e.toString());
            return RequestFailed.newBuilder()
                    .setReason(String.valueOf(e.getMessage()))
                    .setRetryable(true) // asked again with a bound: what broke was the world, not the candidate
                    .build();
        }
    }

    private Reply reply(Request request, Object body) {
        return Reply.newBuilder()
                .setRequestId(request.getRequestId())
                .setLineage(request.getLineage())
                .setWorker(version)
                .setAnsweredMs(System.currentTimeMillis())
                .setBody(body)
                .build();
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

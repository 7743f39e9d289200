package io.insitu.ops.demo;

import io.insitu.ops.log.LogReader;
import io.insitu.ops.site.Site;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.EvaluationRequest;
import io.insitu.schemas.event.Reply;
import io.insitu.schemas.event.Request;
import io.insitu.schemas.event.RequestFailed;
import io.insitu.schemas.event.ToolTrial;
import io.insitu.schemas.serde.UnreadableRecordException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
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
 * Answers what learning asks of the desk. A reply and the position behind its request are one transaction, and a
 * question that was answered once is not run again, however often it is asked.
 */
final class RequestWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RequestWorker.class);
    private static final String NAME = "insitu-desk-worker";
    private static final String VERSION = "desk@1";
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Site site;
    private final DeskProbes probes;
    private final Deserializer<Request> readRequest;
    private final Serializer<Reply> writeReply;
    private final Set<String> answered = new HashSet<>();
    private final AtomicInteger busy = new AtomicInteger();
    private final Thread thread = new Thread(this::run, NAME);
    private volatile boolean closing;

    RequestWorker(Site site, DeskProbes probes) {
        this.site = site;
        this.probes = probes;
        this.readRequest = site.serdes().of(Topics.REQUESTS).deserializer();
        this.writeReply = site.serdes().of(Topics.REPLIES).serializer();
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Whether a request is being worked on. */
    boolean busy() {
        return busy.get() > 0;
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
        while (!closing) {
            try {
                serve();
            } catch (WakeupException | InterruptException e) {
                return;
            } catch (KafkaException e) {
                LOG.warn("desk worker: broker trouble, starting over: {}", e.toString());
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
        busy.incrementAndGet();
        try {
            Map<TopicPartition, OffsetAndMetadata> behind = new HashMap<>();
            behind.put(
                    new TopicPartition(record.topic(), record.partition()), new OffsetAndMetadata(record.offset() + 1));
            Reply reply = replyTo(record);
            producer.beginTransaction();
            if (reply != null) {
                producer.send(new ProducerRecord<>(
                        Topics.REPLIES.name(),
                        reply.getRequestId(),
                        writeReply.serialize(Topics.REPLIES.name(), reply)));
            }
            producer.sendOffsetsToTransaction(behind, consumer.groupMetadata());
            producer.commitTransaction();
            if (reply != null) {
                answered.add(reply.getRequestId());
            }
        } finally {
            busy.decrementAndGet();
        }
    }

    /** Null: nothing to say, because it was said, is for another worker, or cannot be read. */
    private @Nullable Reply replyTo(ConsumerRecord<String, byte[]> record) {
        Request request;
        try {
            request = readRequest.deserialize(record.topic(), record.value());
        } catch (UnreadableRecordException e) {
            LOG.warn("desk worker skips request {}@{}: {}", record.partition(), record.offset(), e.getMessage());
            return null;
        }
        if (answered.contains(request.getRequestId())) {
            return null;
        }
        Object asked = request.getBody();
        if (asked instanceof ToolTrial trial) {
            return reply(request, tried(() -> probes.tryOut(trial)));
        }
        if (asked instanceof EvaluationRequest evaluation) {
            return reply(request, tried(() -> probes.evaluate(request, evaluation)));
        }
        return null;
    }

    /** Whatever goes wrong while trying says nothing about what was tried. */
    private static Object tried(Supplier<Object> trial) {
        try {
            return trial.get();
        } catch (RuntimeException e) {
            LOG.warn("desk worker: a trial broke: {}", e.toString());
            return RequestFailed.newBuilder()
                    .setReason(String.valueOf(e.getMessage()))
                    .setRetryable(true) // asked again with a bound: what broke was the desk, not the candidate
                    .build();
        }
    }

    private static Reply reply(Request request, Object body) {
        return Reply.newBuilder()
                .setRequestId(request.getRequestId())
                .setLineage(request.getLineage())
                .setWorker(VERSION)
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

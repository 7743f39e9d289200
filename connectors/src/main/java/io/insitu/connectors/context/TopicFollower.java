package io.insitu.connectors.context;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that reads whole topics from their beginning and goes on following them, without a consumer group: every
 * process sees everything.
 */
final class TopicFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
    private static final Duration POLL = Duration.ofMillis(20);

    private final Supplier<Consumer<String, byte[]>> consumers;
    private final List<String> topics;
    private final LibraryConfig config;
    private final java.util.function.Consumer<ConsumerRecord<String, byte[]>> apply;
    private final Queue<CompletableFuture<Void>> waiting = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean closing;
    private volatile @Nullable KafkaException failure;

    TopicFollower(
            Supplier<Consumer<String, byte[]>> consumers,
            List<String> topics,
            LibraryConfig config,
            java.util.function.Consumer<ConsumerRecord<String, byte[]>> apply) {
        this.consumers = consumers;
        this.topics = List.copyOf(topics);
        this.config = config;
        this.apply = apply;
        this.thread = new Thread(this::run, "library-view");
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** True once everything that was on the topics at the time of the call has been applied. */
    boolean awaitCaughtUp(Duration timeout) throws InterruptedException {
        CompletableFuture<Void> done = new CompletableFuture<>();
        waiting.add(done);
        try {
            done.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException tooLate) {
            return false;
        } catch (ExecutionException broken) {
            return false;
        } finally {
            waiting.remove(done);
        }
    }

    /** Why following stopped for good, or null while it goes on. */
    @Nullable
    KafkaException failure() {
        return failure;
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (Consumer<String, byte[]> consumer = consumers.get()) {
            List<TopicPartition> partitions = null;
            int failures = 0;
            while (!closing) {
                try {
                    if (partitions == null) {
                        partitions = assign(consumer);
                    }
                    consumer.poll(POLL).forEach(apply);
                    answerWaiting(consumer, partitions);
                    failures = 0;
                } catch (WakeupException | InterruptException e) {
                    return;
                } catch (KafkaException e) {
                    if (++failures > config.retries()) {
                        throw e;
                    }
                    LOG.debug("library view: broker trouble, trying again: {}", e.toString());
                    Thread.sleep(config.retryPause().toMillis());
                }
            }
        } catch (KafkaException e) {
            failure = e;
            LOG.error(
                    "library view stopped: {} after {} retries; agents keep the entries seen so far, restart to follow again",
                    e.toString(),
                    config.retries());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            waiting.forEach(done -> done.completeExceptionally(new IllegalStateException("library view is closed")));
        }
    }

    private List<TopicPartition> assign(Consumer<String, byte[]> consumer) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : topics) {
            consumer.partitionsFor(topic)
                    .forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return partitions;
    }

    private void answerWaiting(Consumer<String, byte[]> consumer, List<TopicPartition> partitions) {
        if (waiting.isEmpty()) {
            return;
        }
        List<CompletableFuture<Void>> asked = List.copyOf(waiting);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        boolean caughtUp = ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
        if (caughtUp) {
            asked.forEach(done -> done.complete(null));
        }
    }
}

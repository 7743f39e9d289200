package io.insitu.ops.site;

import io.insitu.ops.UserError;
import io.insitu.ops.broker.ClientSettings;
import io.insitu.schemas.TopicSpec;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How far a consumer group is behind its topics.
 *
 * <p>Positions are read before ends: the other way round, what is written and read in between makes a group that is
 * behind look as if it were not. Ends include open transactions: a result whose marker is still on its way is work.
 */
public final class Lag implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int PAUSE_MS = 100;

    private final ClientSettings clients;
    private final Admin admin;

    public Lag(ClientSettings clients) {
        this.clients = clients;
        this.admin = Admin.create(clients.admin());
    }

    /** The offset each partition is to be read at next by a group; a partition it has not begun is absent. */
    public Map<TopicPartition, Long> positions(String group) {
        return ask(() -> {
            Map<TopicPartition, Long> positions = new HashMap<>();
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            committed.forEach((partition, position) -> {
                if (position != null) {
                    positions.put(partition, position.offset());
                }
            });
            return positions;
        });
    }

    /** Offsets not yet behind the group. Only for a group that commits positions, past transaction markers. */
    public long offsetsBehind(String group, List<TopicSpec<?>> topics) {
        Map<TopicPartition, Long> positions = positions(group);
        List<String> names = topics.stream().map(TopicSpec::name).toList();
        return behind(positions, ends(names, IsolationLevel.READ_UNCOMMITTED));
    }

    /** Waits until a group is past all that is on its topics now, whatever comes after; false: not within the time. */
    public boolean awaitPast(String group, List<TopicSpec<?>> topics, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        Map<TopicPartition, Long> ends =
                ends(topics.stream().map(TopicSpec::name).toList(), IsolationLevel.READ_UNCOMMITTED);
        while (behind(positions(group), ends) > 0) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(PAUSE_MS);
        }
        return true;
    }

    /** Committed records not yet behind the group, which may stand before a transaction marker for ever. */
    public long recordsBehind(String group, TopicSpec<?> topic) {
        Map<TopicPartition, Long> positions = positions(group);
        Map<TopicPartition, Long> ends = ends(List.of(topic.name()), IsolationLevel.READ_COMMITTED);
        boolean open = !ends.equals(ends(List.of(topic.name()), IsolationLevel.READ_UNCOMMITTED));
        long behind = open ? 1 : 0; // somebody is still writing: at least one record to come
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(clients.consumer(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(ends.keySet());
            ends.keySet().forEach(partition -> consumer.seek(partition, positions.getOrDefault(partition, 0L)));
            while (ends.keySet().stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                for (ConsumerRecord<byte[], byte[]> ignored : consumer.poll(POLL)) {
                    behind++;
                }
            }
        }
        return behind;
    }

    /** Waits until no transaction is open: what a producer left behind is undone when its time is over. */
    public boolean awaitNoOpenTransaction(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        Collection<String> topics = ask(() -> admin.listTopics().names().get());
        while (!ends(topics, IsolationLevel.READ_COMMITTED).equals(ends(topics, IsolationLevel.READ_UNCOMMITTED))) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(PAUSE_MS);
        }
        return true;
    }

    @Override
    public void close() {
        admin.close();
    }

    private static long behind(Map<TopicPartition, Long> positions, Map<TopicPartition, Long> ends) {
        long behind = 0;
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            behind += Math.max(0, end.getValue() - positions.getOrDefault(end.getKey(), 0L));
        }
        return behind;
    }

    private Map<TopicPartition, Long> ends(Collection<String> topics, IsolationLevel isolation) {
        return ask(() -> {
            Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
            admin.describeTopics(topics)
                    .allTopicNames()
                    .get()
                    .forEach((name, described) -> described
                            .partitions()
                            .forEach(info ->
                                    latest.put(new TopicPartition(name, info.partition()), OffsetSpec.latest())));
            Map<TopicPartition, Long> ends = new HashMap<>();
            admin.listOffsets(latest, new ListOffsetsOptions(isolation))
                    .all()
                    .get()
                    .forEach((partition, end) -> ends.put(partition, end.offset()));
            return ends;
        });
    }

    /** A question to the broker. */
    private interface Question<T> {
        T ask() throws ExecutionException, InterruptedException;
    }

    private static <T> T ask(Question<T> question) {
        try {
            return question.ask();
        } catch (ExecutionException e) {
            throw new UserError("could not ask how far learning is: " + UserError.reason(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted while asking how far learning is");
        }
    }
}

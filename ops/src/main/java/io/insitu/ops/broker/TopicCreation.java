package io.insitu.ops.broker;

import io.insitu.ops.UserError;
import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.TopicSpec.Retention;
import io.insitu.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;

/** Makes the topics of a namespace exist and answer, before anyone writes to them. */
public final class TopicCreation {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Admin admin;

    public TopicCreation(Admin admin) {
        this.admin = admin;
    }

    /**
     * Creates what is missing.
     *
     * @param namespace empty for the live topics
     * @param partitions of every topic that is new; one that exists keeps what it has
     */
    public void ensure(List<TopicSpec<?>> topics, String namespace, int partitions) {
        try {
            Set<String> existing = admin.listTopics().names().get();
            List<NewTopic> missing = new ArrayList<>();
            for (TopicSpec<?> topic : topics) {
                if (!existing.contains(topic.in(namespace))) {
                    missing.add(newTopic(topic, namespace, partitions));
                }
            }
            if (missing.isEmpty()) {
                return;
            }
            create(missing);
            awaitAnswers(missing, partitions);
        } catch (ExecutionException e) {
            throw new UserError("topics: could not be created: " + UserError.reason(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("topics: interrupted while they were created");
        }
    }

    private void create(List<NewTopic> missing) throws ExecutionException, InterruptedException {
        try {
            admin.createTopics(missing).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) { // another instance was faster
                throw e;
            }
        }
    }

    /**
     * KAFKA-15591: a producer that sends right after createTopics can lose its first batch in spite of acks=all. A
     * partition that has answered listOffsets has a leader that knows it.
     */
    private void awaitAnswers(List<NewTopic> topics, int partitions) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> questions = new HashMap<>();
        for (NewTopic topic : topics) {
            for (int partition = 0; partition < partitions; partition++) {
                questions.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
            }
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                admin.listOffsets(questions).all().get();
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RetriableException) || System.nanoTime() > deadline) {
                    throw e;
                }
                Thread.sleep(50);
            }
        }
    }

    private static NewTopic newTopic(TopicSpec<?> topic, String namespace, int partitions) {
        Map<String, String> configs = new HashMap<>();
        configs.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(ClientSettings.MAX_RECORD_BYTES));
        configs.put(TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, String.valueOf(Long.MAX_VALUE));
        if (topic.retention() == Retention.COMPACTED) {
            configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
        } else {
            // Facts are what state is rebuilt from: nothing may expire behind our back.
            configs.put(TopicConfig.RETENTION_MS_CONFIG, "-1");
            configs.put(TopicConfig.RETENTION_BYTES_CONFIG, "-1");
        }
        if (topic == Topics.UPDATES) {
            // When a step of evolution became visible is the broker's to say; its event time is in the record.
            configs.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
        }
        return new NewTopic(topic.in(namespace), Optional.of(partitions), Optional.empty()).configs(configs);
    }
}

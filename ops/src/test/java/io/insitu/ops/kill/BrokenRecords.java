package io.insitu.ops.kill;

import io.insitu.ops.site.Site;
import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.Topics;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Whoever may write to our topics writes bytes that are no record of them. */
final class BrokenRecords {
    /** What learning and its workers read. */
    static final List<TopicSpec<?>> TOPICS =
            List.of(Topics.INTERACTIONS, Topics.REPLIES, Topics.CONTROL, Topics.ACKS, Topics.ADAPTERS, Topics.REQUESTS);

    private static final int BURST = 30;

    private final Random random;
    private int acknowledged;

    BrokenRecords(long seed) {
        this.random = new Random(seed);
    }

    /** Writes some of them; a broker that goes away in the middle is not waited for. */
    void burst(Site site) {
        var settings = site.clients().producer();
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 3_000);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_000);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 2_000);
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < BURST; i++) {
                TopicSpec<?> topic = TOPICS.get(i % TOPICS.size());
                producer.send(new ProducerRecord<>(topic.name(), "k" + random.nextInt(9), bytes()), (at, failure) -> {
                    acknowledged += failure == null ? 1 : 0;
                });
            }
            producer.flush();
        }
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(40)];
        random.nextBytes(bytes);
        if (bytes.length > 0 && random.nextBoolean()) {
            bytes[0] = 0; // as a record of ours begins; what follows is no schema of ours
        }
        return bytes;
    }

    /** How many are on the log for certain. */
    int acknowledged() {
        return acknowledged;
    }
}

package io.insitu.connectors.sdk;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A broker that takes nothing until it is opened. */
public final class StuckProducer extends MockProducer<String, byte[]> {
    /** Down once a first record was handed to it. */
    public final CountDownLatch reached = new CountDownLatch(1);

    public final CountDownLatch open = new CountDownLatch(1);

    public StuckProducer() {
        super(true, null, new StringSerializer(), new ByteArraySerializer());
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<String, byte[]> record, Callback callback) {
        reached.countDown();
        try {
            open.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return super.send(record, callback);
    }
}

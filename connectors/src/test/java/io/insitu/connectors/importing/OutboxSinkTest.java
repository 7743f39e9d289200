package io.insitu.connectors.importing;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.connectors.sdk.FakeRoad;
import io.insitu.connectors.sdk.Outbox;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.Message;
import io.insitu.schemas.event.Role;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.Test;

class OutboxSinkTest {
    @Test
    void whatIsLostBehindTheQueueIsCounted() throws Exception {
        MockProducer<String, byte[]> producer = FakeRoad.producer(true);
        producer.sendException = new RecordTooLargeException("the broker takes less");
        Outbox outbox = FakeRoad.outbox(producer, 10);
        OutboxSink sink = new OutboxSink(outbox, InstantSource.system());
        assertThat(sink.event(event())).isTrue();
        assertThat(outbox.flush(Duration.ofSeconds(10))).isTrue();
        assertThat(sink.lost()).isEqualTo(1);
        outbox.close();
    }

    private static Interaction event() {
        return Interaction.newBuilder()
                .setEventId("a#0")
                .setTrajectoryId("a")
                .setLineage("desk")
                .setSeq(0)
                .setAtMs(1)
                .setBody(Message.newBuilder()
                        .setRole(Role.USER)
                        .setContent("hello")
                        .build())
                .build();
    }
}

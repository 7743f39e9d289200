package io.insitu.connectors.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.schemas.event.Message;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Role;
import io.insitu.schemas.event.TaskStarted;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.junit.jupiter.api.Test;

class InsituTest {
    private static final TaskStarted TASK =
            TaskStarted.newBuilder().setTaskId("a").setInstruction("refund").build();

    @Test
    void anAttemptIsToldInOrderAndNothingIsLost() throws Exception {
        MockProducer<String, byte[]> producer = FakeRoad.producer(true);
        Insitu insitu = insitu(producer, 100);
        insitu.start("t1", TASK).message(Role.USER, "hello").end(OutcomeKind.SUCCESS, 1, "");
        insitu.outbox().flush(Duration.ofSeconds(5));
        assertThat(producer.history())
                .extracting(sent -> new String(sent.value(), StandardCharsets.UTF_8).contains("t1#"))
                .containsExactly(true, true, true);
        assertThat(insitu.stats()).isEqualTo(new EmitStats(3, 3, Map.of(), 0, 0));
        insitu.close();
    }

    @Test
    void aFullQueueDropsCountsAndBreaksTheAttempt() {
        MockProducer<String, byte[]> producer = FakeRoad.producer(false);
        Insitu insitu = insitu(producer, 1);
        TrajectoryHandle handle = insitu.start("t1", TASK);
        long before = System.nanoTime();
        for (int i = 0; i < 100_000; i++) {
            handle.message(Role.USER, "x");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
        handle.step((Message) null);
        assertThat(handle.broken()).isTrue();
        assertThat(insitu.stats().droppedTotal()).isPositive();
        insitu.close();
    }

    private static Insitu insitu(MockProducer<String, byte[]> producer, int capacity) {
        return new Insitu(SdkConfig.defaults("desk"), FakeRoad.outbox(producer, capacity), InstantSource.system());
    }
}

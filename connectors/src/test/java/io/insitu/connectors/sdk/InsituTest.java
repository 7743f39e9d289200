package io.insitu.connectors.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.schemas.event.Message;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Role;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.registry.EmbeddedRegistry;
import io.insitu.schemas.serde.AvroSerdes;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
    void anOutcomeAloneEndsAnAttemptAndSaysWhatItIsWorth() throws Exception {
        MockProducer<String, byte[]> producer = FakeRoad.producer(true);
        Insitu insitu = insitu(producer, 100);
        insitu.start("t1", TASK).end(OutcomeKind.SUCCESS);
        insitu.start("t2", TASK).end(OutcomeKind.FAILURE);
        insitu.outbox().flush(Duration.ofSeconds(5));
        assertThat(producer.history())
                .extracting(sent -> new String(sent.value(), StandardCharsets.UTF_8))
                .filteredOn(sent -> sent.contains("reward"))
                .satisfiesExactly(
                        success ->
                                assertThat(success).contains("t1#1", "SUCCESS").containsPattern("reward\\W+1\\.0"),
                        failure ->
                                assertThat(failure).contains("t2#1", "FAILURE").containsPattern("reward\\W+0\\.0"));
        insitu.close();
    }

    /** The road never answers: an agent that waited for it would wait for ever. */
    @Test
    @Timeout(60)
    void aFullQueueDropsCountsAndBreaksTheAttempt() {
        MockProducer<String, byte[]> producer = FakeRoad.producer(false);
        Insitu insitu = insitu(producer, 1);
        TrajectoryHandle handle = insitu.start("t1", TASK);
        for (int i = 0; i < 100_000; i++) {
            handle.message(Role.USER, "x");
        }
        handle.step((Message) null);
        assertThat(handle.broken()).isTrue();
        assertThat(insitu.stats().droppedTotal()).isPositive();
        insitu.close();
    }

    @Test
    void whatIsNoEventBreaksTheAttemptAndNotTheAgent() throws Exception {
        MockProducer<String, byte[]> producer = FakeRoad.producer(true);
        Insitu insitu = insitu(producer, 100);
        TrajectoryHandle handle = insitu.start("t1", TASK).step((Message) null);
        assertThat(handle.broken()).isTrue();
        assertThat(insitu.start("t2", null).broken()).isTrue();
        insitu.outbox().flush(Duration.ofSeconds(5));
        assertThat(insitu.stats().dropped()).isEqualTo(Map.of(LossReason.INVALID, 2L));
        assertThat(producer.history())
                .extracting(sent -> new String(sent.value(), StandardCharsets.UTF_8))
                .hasSize(2)
                .last()
                .asString()
                .contains("t1#1", "UNKNOWN", "could not be represented: INVALID");
        insitu.close();
    }

    @Test
    void aDeliveryThatFailsAfterQueueingClosesTheAttemptWhereTheHoleIs() throws Exception {
        MockProducer<String, byte[]> producer = FakeRoad.producer(false);
        Insitu insitu = insitu(producer, 100);
        TrajectoryHandle handle = insitu.start("t1", TASK).message(Role.USER, "hello");
        await(() -> producer.history().size() == 2);
        producer.completeNext();
        producer.errorNext(new TimeoutException("no answer"));
        await(() -> producer.history().size() == 3);
        assertThat(new String(producer.history().get(2).value(), StandardCharsets.UTF_8))
                .contains("\"seq\": 1", "UNKNOWN", "events lost before they reached the log: delivery failed, BROKER");
        producer.completeNext();
        assertThat(handle.broken()).isTrue();
        assertThat(insitu.openTrajectories()).isZero();
        handle.end(OutcomeKind.SUCCESS, 1, "nobody hears this");
        assertThat(insitu.stats())
                .isEqualTo(new EmitStats(4, 2, Map.of(LossReason.BROKER, 1L, LossReason.AFTER_LOSS, 1L), 0, 0));
        insitu.close();
    }

    /** Kafka's own patience would be a minute for each event. */
    @Test
    @Timeout(60)
    void anUnreachableBrokerDelaysNeitherTheAgentNorTheClosing() throws Exception {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }
        SdkConfig config = new SdkConfig("desk", "sdk@1", 100, 1_000_000, 10, 1_000, Duration.ofMillis(300));
        Insitu insitu = Insitu.connect(
                config,
                Map.of("bootstrap.servers", "127.0.0.1:" + nobody),
                new AvroSerdes(EmbeddedRegistry.inMemory()));
        insitu.start("t1", TASK).message(Role.USER, "hello").end(OutcomeKind.SUCCESS, 1, "");
        insitu.close();
        await(() -> insitu.stats().droppedTotal() == 3);
        assertThat(insitu.stats().sent()).isZero();
    }

    private static void await(BooleanSupplier claim) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!claim.getAsBoolean() && System.nanoTime() < deadline) {
            Thread.sleep(5);
        }
        assertThat(claim.getAsBoolean()).isTrue();
    }

    private static Insitu insitu(MockProducer<String, byte[]> producer, int capacity) {
        return new Insitu(SdkConfig.defaults("desk"), FakeRoad.outbox(producer, capacity), InstantSource.system());
    }
}

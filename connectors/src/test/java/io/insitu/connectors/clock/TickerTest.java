package io.insitu.connectors.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.insitu.connectors.sdk.FakeRoad;
import io.insitu.connectors.sdk.Outbox;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.MockProducer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TickerTest {
    private final AtomicLong now = new AtomicLong(1_000);
    private final InstantSource clock = () -> Instant.ofEpochMilli(now.get());
    private final MockProducer<String, byte[]> producer = FakeRoad.producer(true);
    private final Outbox outbox = FakeRoad.outbox(producer, 100);

    @AfterEach
    void close() {
        outbox.close();
    }

    @Test
    void everyPartitionHearsTheSameTime() throws Exception {
        try (Ticker ticker = ticker(3)) {
            ticker.tick();
        }
        outbox.flush(Duration.ofSeconds(5));
        assertThat(producer.history())
                .extracting(record -> record.partition() + " " + record.key())
                .containsExactly("0 tick", "1 tick", "2 tick");
        assertThat(producer.history())
                .extracting(record -> new String(record.value(), StandardCharsets.UTF_8))
                .allMatch(tick -> tick.contains("\"nowMs\": 1000"));
    }

    @Test
    void aClockThatStandsStillOrGoesBackIsSilentUntilItHasCaughtUp() throws Exception {
        try (Ticker ticker = ticker(1)) {
            for (long ms : new long[] {1_000, 1_000, 400, 999, 1_001}) {
                now.set(ms);
                ticker.tick();
            }
        }
        outbox.flush(Duration.ofSeconds(5));
        assertThat(producer.history())
                .extracting(record -> new String(record.value(), StandardCharsets.UTF_8))
                .hasSize(2)
                .last()
                .asString()
                .contains("tick#0#1001");
    }

    @Test
    void aClockThatJumpsAheadAndBackDoesNotTakeTheLogWithIt() throws Exception {
        try (Ticker ticker = new Ticker(outbox, 1, Duration.ofSeconds(1), new SteadyClock(clock, () -> 0))) {
            for (long ms : new long[] {1_000, 1_600_000_000_000L, 2_000}) {
                now.set(ms);
                ticker.tick();
            }
        }
        outbox.flush(Duration.ofSeconds(5));
        assertThat(producer.history())
                .extracting(record -> new String(record.value(), StandardCharsets.UTF_8))
                .hasSize(2)
                .last()
                .asString()
                .contains("tick#0#2000");
    }

    @Test
    void onceStartedItTicksByItself() throws Exception {
        try (Ticker ticker =
                new Ticker(outbox, 1, Duration.ofMillis(1), () -> Instant.ofEpochMilli(now.incrementAndGet()))) {
            ticker.start();
            long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (producer.history().size() < 3 && System.nanoTime() < deadline) {
                Thread.sleep(5);
            }
        }
        assertThat(producer.history()).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void absurdSettingsAreNamed() {
        assertThatThrownBy(() -> ticker(0)).hasMessageContaining("at least 1 partition, had 0");
        assertThatThrownBy(() -> new Ticker(outbox, 1, Duration.ZERO, clock)).hasMessageContaining("clock.interval");
    }

    private Ticker ticker(int partitions) {
        return new Ticker(outbox, partitions, Duration.ofSeconds(1), clock);
    }
}

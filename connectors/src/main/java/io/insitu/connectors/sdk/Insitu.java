package io.insitu.connectors.sdk;

import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.serde.TopicSerdes;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An agent application's connection to Insitu.
 *
 * <pre>{@code
 * try (Insitu insitu = Insitu.connect(SdkConfig.defaults("desk"), Map.of("bootstrap.servers", "..."), serdes)) {
 *     TrajectoryHandle trajectory = insitu.start(TaskStarted.newBuilder()...build());
 *     trajectory.message(Role.USER, "I want my money back");
 *     trajectory.toolCall("c1", "lookup", "{\"order\":\"W1\"}");
 *     trajectory.toolResult("c1", "lookup", ToolStatus.OK, "delivered");
 *     trajectory.end(OutcomeKind.SUCCESS, 1.0, "refunded");
 * }
 * }</pre>
 *
 * Nothing here waits for the broker or throws into the agent; {@link #stats} says what was lost, and a trajectory that
 * lost an event is closed on the log as UNKNOWN so that nobody learns from half a story.
 */
public final class Insitu implements AutoCloseable {
    private final SdkConfig config;
    private final Outbox outbox;
    private final InstantSource clock;
    private final AtomicInteger open = new AtomicInteger();

    Insitu(SdkConfig config, Outbox outbox, InstantSource clock) {
        this.config = config;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * Connects; does not wait for the broker to be there.
     *
     * @param kafka client settings: bootstrap.servers, security ...
     */
    public static Insitu connect(SdkConfig config, Map<String, Object> kafka, TopicSerdes serdes) {
        return new Insitu(config, Outbox.connect(config, kafka, serdes), InstantSource.system());
    }

    /** As {@link #connect(SdkConfig, Map, TopicSerdes)}, for an agent that lives by a clock of its own. */
    public static Insitu connect(SdkConfig config, Map<String, Object> kafka, TopicSerdes serdes, InstantSource clock) {
        return new Insitu(config, Outbox.connect(config, kafka, serdes), clock);
    }

    /** Begins an attempt under a random trajectory id. */
    public TrajectoryHandle start(TaskStarted task) {
        return start(UUID.randomUUID().toString(), task);
    }

    /** Begins an attempt of the configured lineage. The id must be new. */
    public TrajectoryHandle start(String trajectoryId, TaskStarted task) {
        return start(config.lineage(), trajectoryId, task);
    }

    /** Begins an attempt of another lineage. */
    public TrajectoryHandle start(String lineage, String trajectoryId, TaskStarted task) {
        TrajectoryHandle handle = new TrajectoryHandle(this, lineage, trajectoryId);
        handle.begin(task);
        return handle;
    }

    /** What was handed over, sent and lost since connecting. */
    public EmitStats stats() {
        return outbox.stats();
    }

    /** Trajectories begun and not yet ended. */
    public int openTrajectories() {
        return open.get();
    }

    /** Sends what is queued, for as long as {@link SdkConfig#closeTimeout}. */
    @Override
    public void close() {
        outbox.close();
    }

    SdkConfig config() {
        return config;
    }

    Outbox outbox() {
        return outbox;
    }

    long nowMs() {
        return clock.millis();
    }

    boolean openOne() {
        if (open.incrementAndGet() <= config.openTrajectories()) {
            return true;
        }
        open.decrementAndGet();
        return false;
    }

    void closeOne() {
        open.decrementAndGet();
    }
}

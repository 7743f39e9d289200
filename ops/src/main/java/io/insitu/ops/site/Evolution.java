package io.insitu.ops.site;

import io.insitu.ops.UserError;
import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.Topics;
import io.insitu.topology.InSituTopology;
import io.insitu.topology.StreamsSettings;
import io.insitu.topology.TopologyConfig;
import io.insitu.topology.errors.DeadLetterOffice;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;

/** The topology at work on a site: live, or replaying into a namespace of its own. */
public final class Evolution implements AutoCloseable {
    /** Application id of the live run; a replay's is this with its namespace. */
    public static final String APPLICATION = "insitu";

    /** What it reads. */
    public static final List<TopicSpec<?>> SOURCES =
            List.of(Topics.INTERACTIONS, Topics.REPLIES, Topics.ADAPTERS, Topics.ACKS, Topics.CONTROL, Topics.JOURNAL);

    private static final Duration START = Duration.ofSeconds(180);
    private static final Duration CLOSE = Duration.ofSeconds(20);

    private final Site site;
    private final String applicationId;
    private final boolean leaves;
    private final KafkaStreams streams;
    private final CountDownLatch running = new CountDownLatch(1);
    private volatile @Nullable Throwable failure;

    private Evolution(Site site, TopologyConfig config, String applicationId, String instanceId) {
        this.site = site;
        this.applicationId = applicationId;
        this.leaves = instanceId.isEmpty();
        StreamsSettings settings = new StreamsSettings(
                applicationId,
                site.clients().bootstrap(),
                site.folder().streams(),
                instanceId,
                Math.min(Site.PARTITIONS, Runtime.getRuntime().availableProcessors()));
        this.streams = new KafkaStreams(
                InSituTopology.build(config, site.serdes()),
                settings.properties(new DeadLetterOffice(site.serdes(), config.into()).config()));
        streams.setUncaughtExceptionHandler(thrown -> {
            failure = thrown;
            running.countDown();
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        streams.setStateListener((now, before) -> {
            if (now == State.RUNNING) {
                running.countDown();
            }
        });
    }

    /** The live one, a static member of its group: a restart goes on at once, even after a kill. */
    public static Evolution live(Site site) {
        Evolution evolution = new Evolution(site, config(site), APPLICATION, "insitu-1");
        return evolution.started();
    }

    /** Rebuilds everything in a namespace from the live facts. */
    public static Evolution replay(Site site, String namespace) {
        TopologyConfig config = config(site);
        site.createTopics(namespace);
        return new Evolution(site, config.replaying("", namespace), applicationIn(namespace), "").started();
    }

    private static TopologyConfig config(Site site) {
        return TopologyConfig.defaults()
                .with(ScoringFile.of(site.folder()))
                .with(DistillingFile.of(site.folder()))
                .with(SelectionFile.of(site.folder()));
    }

    /** The application id of a namespace. */
    public static String applicationIn(String namespace) {
        return namespace.isEmpty() ? APPLICATION : APPLICATION + "-" + namespace;
    }

    /** Why it stopped by itself, or null. */
    public @Nullable Throwable failure() {
        return failure;
    }

    /** Waits until every fact that is on the log now has been dealt with. False: not within the time. */
    public boolean awaitCaughtUp(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        try (Stillness stillness = new Stillness(site, applicationId, Map.of())) {
            while (failure == null) {
                if (stillness.reached()) {
                    return true;
                }
                if (System.nanoTime() > deadline) {
                    return false;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        throw stopped();
    }

    /** Fails with one line when it no longer runs. */
    public void check() {
        if (failure != null) {
            throw stopped();
        }
    }

    @Override
    public void close() {
        CloseOptions options = leaves
                ? CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                        .withTimeout(CLOSE)
                : CloseOptions.timeout(CLOSE);
        streams.close(options);
    }

    private Evolution started() {
        streams.start();
        try {
            if (!running.await(START.toSeconds(), TimeUnit.SECONDS)) {
                throw new UserError("the topology did not start within " + START.toSeconds() + " s; see "
                        + site.folder().root().resolve("insitu.log"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted while the topology started");
        }
        check();
        return this;
    }

    private UserError stopped() {
        Throwable why = failure;
        return new UserError("learning stopped: " + (why == null ? "unknown" : UserError.reason(why)) + "; see "
                + site.folder().root().resolve("insitu.log"));
    }
}

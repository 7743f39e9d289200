package io.insitu.ops.hostile;

import static io.insitu.schemas.event.DeadLetterReason.DUPLICATE_CONFLICT;
import static io.insitu.schemas.event.DeadLetterReason.INVALID_FIELD;
import static io.insitu.schemas.event.DeadLetterReason.UNKNOWN_REFERENCE;

import io.insitu.connectors.sdk.Insitu;
import io.insitu.connectors.sdk.LossReason;
import io.insitu.connectors.sdk.SdkConfig;
import io.insitu.connectors.sdk.TrajectoryHandle;
import io.insitu.ops.site.Site;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.Generation;
import io.insitu.schemas.event.Message;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Role;
import io.insitu.schemas.event.TaskStarted;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Path five: an application that uses the SDK as nobody should. The stated rule: what the SDK cannot say it counts, and
 * it closes the attempt with an unknown outcome; it never throws.
 */
final class HostileAgent implements AutoCloseable {
    private static final int CONTENT_CHARS = 1_000;
    private static final int KINDS = 12;
    private static final TaskStarted TASK =
            TaskStarted.newBuilder().setTaskId("t").setInstruction("refund").build();

    private final Map<LossReason, Long> losses = new EnumMap<>(LossReason.class);
    private final Expected expected;
    private final Insitu insitu;
    private long cuts;
    private int sent;

    HostileAgent(Site site, Expected expected) {
        SdkConfig config = new SdkConfig(
                Nonsense.LINEAGE, "sdk@1", 10_000, 32_000_000, 1_000, CONTENT_CHARS, Duration.ofSeconds(60));
        InstantSource clock = InstantSource.fixed(Instant.ofEpochMilli(GoodLog.START_MS));
        this.insitu = Insitu.connect(config, site.clients().producer(), site.serdes(), clock);
        this.expected = expected;
    }

    void send() {
        int number = sent++;
        String id = Nonsense.LINEAGE + "-sdk-" + number;
        switch (number % KINDS) {
            case 0 -> {
                insitu.start(id, TASK).step((Message) null);
                lost(LossReason.INVALID);
            }
            case 1 -> {
                insitu.start(id, TASK).toolCall("c", "lookup", "x".repeat(CONTENT_CHARS + 1));
                lost(LossReason.TOO_LARGE);
            }
            case 2 -> {
                insitu.start(" ", id, TASK).message(Role.USER, "hello");
                lost(LossReason.INVALID);
                lost(LossReason.AFTER_LOSS);
            }
            case 3 -> {
                ended(insitu.start(id, TASK)).end(OutcomeKind.SUCCESS, 1, "again");
                lost(LossReason.AFTER_END);
            }
            case 4 -> {
                ended(insitu.start(id, TASK)).message(Role.USER, "hello?");
                lost(LossReason.AFTER_END);
            }
            case 5 -> {
                ended(insitu.start(id, TASK).message(Role.USER, "x".repeat(CONTENT_CHARS + 1)));
                cuts++;
                expected.absorbed("sdk: a long text is cut and says so");
            }
            case 6 -> {
                ended(insitu.start(id, TASK).toolCall("c", "x".repeat(257), "{}"));
                letter(INVALID_FIELD);
            }
            case 7 -> {
                ended(insitu.start(id, TASK).feedback("judge", OutcomeKind.SUCCESS, Double.NaN, ""));
                letter(INVALID_FIELD);
            }
            case 8 -> {
                ended(insitu.start(id, TASK)
                        .step(Generation.newBuilder()
                                .setText("")
                                .setTokens(List.of(-1))
                                .build()));
                letter(INVALID_FIELD);
            }
            case 9 -> {
                insitu.start(id, TaskStarted.newBuilder(TASK).setTaskId("").build())
                        .close();
                letter(INVALID_FIELD);
                letter(UNKNOWN_REFERENCE); // its end, which is now the end of nothing
            }
            case 10 -> {
                ended(insitu.start(id, TASK));
                insitu.start(id, TASK).end(OutcomeKind.SUCCESS, 1, "another attempt of that name");
                expected.absorbed("duplicate over the SDK: same id, same content");
                letter(DUPLICATE_CONFLICT);
            }
            default -> {
                insitu.start(id, TASK).close();
                expected.absorbed("missing end over the SDK: closed with an unknown outcome");
            }
        }
    }

    /** What it was told of losses, beside what it should have been told; equal when it keeps its word. */
    String counted() {
        return new TreeMap<>(insitu.stats().dropped()) + ", cut "
                + insitu.stats().cut();
    }

    String shouldHaveCounted() {
        return losses + ", cut " + cuts;
    }

    @Override
    public void close() {
        insitu.close();
    }

    private static TrajectoryHandle ended(TrajectoryHandle handle) {
        handle.end(OutcomeKind.FAILURE, 0, "");
        return handle;
    }

    private void lost(LossReason reason) {
        losses.merge(reason, 1L, Long::sum);
        expected.absorbed("sdk: what it cannot say is counted");
    }

    private void letter(DeadLetterReason reason) {
        expected.letter(Topics.INTERACTIONS.name(), reason);
    }
}

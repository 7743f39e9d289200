package io.insitu.ops.hostile;

import static io.insitu.schemas.event.DeadLetterReason.AFTER_END;
import static io.insitu.schemas.event.DeadLetterReason.CLOCK_IN_FUTURE;
import static io.insitu.schemas.event.DeadLetterReason.DUPLICATE_CONFLICT;
import static io.insitu.schemas.event.DeadLetterReason.INVALID_FIELD;
import static io.insitu.schemas.event.DeadLetterReason.LIMIT_REACHED;
import static io.insitu.schemas.event.DeadLetterReason.UNKNOWN_REFERENCE;

import io.insitu.connectors.sdk.Delivery;
import io.insitu.connectors.sdk.Outbox;
import io.insitu.connectors.sdk.Outgoing;
import io.insitu.schemas.TopicSpec;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.Ack;
import io.insitu.schemas.event.AckKind;
import io.insitu.schemas.event.AdapterStatus;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.Approve;
import io.insitu.schemas.event.Control;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.Feedback;
import io.insitu.schemas.event.Generation;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.Message;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Reply;
import io.insitu.schemas.event.Role;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.ToolCall;
import io.insitu.schemas.event.ToolTrialResult;
import io.insitu.schemas.event.TrajectoryEnded;
import java.time.Duration;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** Path four: records that can be read and make no sense. Some name the good log's own trajectories. */
final class Nonsense {
    static final String LINEAGE = "mess";

    private static final List<TopicSpec<? extends SpecificRecord>> FACTS =
            List.of(Topics.REPLIES, Topics.CONTROL, Topics.ACKS, Topics.ADAPTERS);
    private static final int KINDS = 17;
    private static final Message WORDS =
            Message.newBuilder().setRole(Role.USER).setContent("what?").build();

    private static final TaskStarted ALONE =
            TaskStarted.newBuilder().setTaskId("alone").setInstruction("refund").build();

    private final Outbox outbox;
    private final Expected expected;
    private int sent;
    private int factsSent;

    Nonsense(Outbox outbox, Expected expected) {
        this.outbox = outbox;
        this.expected = expected;
    }

    /**
     * The next of them.
     *
     * @param good an event that was sent just before, down the same road
     */
    void send(Interaction good) throws InterruptedException {
        int number = sent++;
        String id = LINEAGE + "-" + number;
        long atMs = good.getAtMs();
        boolean goodEnded = good.getBody() instanceof TrajectoryEnded;
        Interaction stray = GoodLog.event(id, LINEAGE, 3, atMs, WORDS);
        switch (number % KINDS) {
            case 0 -> refused(Interaction.newBuilder(stray).setSeq(-1 - number).build(), INVALID_FIELD);
            case 1 -> {
                give(GoodLog.event(id, LINEAGE, 0, atMs, GoodLog.task("t", "gold")));
                give(GoodLog.event(id, LINEAGE, 1, atMs, GoodLog.end(OutcomeKind.SUCCESS)));
                refused(stray, AFTER_END);
            }
            case 2 -> refused(Interaction.newBuilder(good).setBody(WORDS).build(), DUPLICATE_CONFLICT);
            case 3 ->
                refused(
                        Interaction.newBuilder(good)
                                .setEventId(good.getEventId() + "~")
                                .setBody(WORDS)
                                .build(),
                        goodEnded ? AFTER_END : DUPLICATE_CONFLICT);
            case 4 -> refused(GoodLog.event(id, LINEAGE, 3, atMs + 3_600_000, WORDS), CLOCK_IN_FUTURE);
            case 5 -> {
                Feedback praise = Feedback.newBuilder()
                        .setSource("judge")
                        .setOutcome(OutcomeKind.SUCCESS)
                        .build();
                refused(GoodLog.event(id, LINEAGE, 0, atMs, praise), UNKNOWN_REFERENCE);
            }
            case 6 -> {
                give(GoodLog.event(id, LINEAGE, 0, atMs, GoodLog.task("never-ended", "gold")));
                expected.absorbed("missing end: closed by silence");
            }
            case 7 -> {
                give(good);
                expected.absorbed("duplicate: same id, same content");
            }
            case 8 -> refused(Interaction.newBuilder(stray).setLineage(" ").build(), INVALID_FIELD);
            case 9 ->
                refused(
                        Interaction.newBuilder(stray)
                                .setLineage(GoodLog.LINEAGE + "\u001f" + number)
                                .build(),
                        INVALID_FIELD);
            case 10 -> {
                TrajectoryEnded greedy = TrajectoryEnded.newBuilder()
                        .setOutcome(OutcomeKind.SUCCESS)
                        .setReward(number % 3 == 0 ? Double.NaN : number)
                        .build();
                refused(GoodLog.event(id, LINEAGE, 3, atMs, greedy), INVALID_FIELD);
            }
            case 11 ->
                refused(
                        Interaction.newBuilder(good)
                                .setEventId(good.getEventId() + "!")
                                .setLineage(LINEAGE)
                                .build(),
                        INVALID_FIELD);
            case 12 -> refused(GoodLog.tick(number % 2 == 0 ? Long.MAX_VALUE : Long.MIN_VALUE), INVALID_FIELD);
            case 13 -> refused(GoodLog.event(id, GoodLog.LINEAGE, 1, atMs, babble(number / KINDS)), INVALID_FIELD);
            case 14 -> {
                String name = "x".repeat(number / KINDS % 8 == 0 ? 480_000 : 257);
                refused(GoodLog.event(id, GoodLog.LINEAGE, 1, atMs, new ToolCall("c", name, "{}")), INVALID_FIELD);
            }
            case 15 -> {
                give(GoodLog.event(id, LINEAGE, 2, atMs, GoodLog.end(OutcomeKind.FAILURE)));
                give(GoodLog.event(id, LINEAGE, 1, atMs, WORDS));
                give(GoodLog.event(id, LINEAGE, 0, atMs, ALONE));
                expected.whole(id, 3);
                expected.absorbed("out of order: seq decides");
            }
            default -> refused(GoodLog.event(id, LINEAGE, 3, Long.MAX_VALUE, WORDS), INVALID_FIELD);
        }
    }

    /** What no model said: weights learnt from it would be worth nothing. */
    private static Generation babble(int kind) {
        List<Float> logProbs = List.of(
                        List.of(0f, Float.NaN), List.of(0f, Float.NEGATIVE_INFINITY), List.of(0f, 2f), List.of(-1f))
                .get(kind % 4);
        return Generation.newBuilder()
                .setText("credit")
                .setPromptTokens(List.of(1, kind % 6 == 4 ? -1 : 2))
                .setTokens(List.of(7, kind % 6 == 5 ? -9 : 9))
                .setLogProbs(kind % 6 < 4 ? logProbs : List.of())
                .setBaseModelId("base")
                .build();
    }

    /** Events that are each allowed and together more than a record of the journal may hold. */
    void sendTooMuch(int number, long atMs) throws InterruptedException {
        String id = LINEAGE + "-too-much-" + number;
        Message speech = Message.newBuilder()
                .setRole(Role.USER)
                .setContent("x".repeat(600_000))
                .build();
        give(GoodLog.event(id, LINEAGE, 0, atMs, GoodLog.task("t", "gold")));
        give(GoodLog.event(id, LINEAGE, 1, atMs, speech));
        refused(GoodLog.event(id, LINEAGE, 2, atMs, speech), LIMIT_REACHED);
    }

    /** One about a thing nobody knows, in the good lineage; and one that no rule lets in. */
    void sendFacts(long atMs) throws InterruptedException {
        int number = factsSent++;
        TopicSpec<? extends SpecificRecord> topic = FACTS.get(number % FACTS.size());
        // An adapter from nowhere is a candidate like any other, so it must not be the good lineage's.
        String lineage = topic == Topics.ADAPTERS ? LINEAGE : GoodLog.LINEAGE;
        give(topic, fact(topic, lineage, "unheard-of-" + number, atMs));
        expected.absorbed("a fact about something unknown changes nothing");
        String broken =
                List.of("", " ", GoodLog.LINEAGE + "\u001f", "x".repeat(300)).get(number / FACTS.size() % 4);
        give(topic, fact(topic, broken, "id", atMs));
        expected.letter(topic.name(), INVALID_FIELD);
        give(topic, fact(topic, LINEAGE, "id", number % 2 == 0 ? -1 : Long.MAX_VALUE));
        expected.letter(topic.name(), INVALID_FIELD);
    }

    /** A well-formed fact of a topic. */
    static SpecificRecord fact(TopicSpec<?> topic, String lineage, String id, long atMs) {
        if (topic == Topics.REPLIES) {
            return Reply.newBuilder()
                    .setRequestId(id)
                    .setLineage(lineage)
                    .setWorker("w")
                    .setAnsweredMs(atMs)
                    .setBody(ToolTrialResult.newBuilder()
                            .setToolId(id)
                            .setRuns(-1)
                            .setPassed(7)
                            .build())
                    .build();
        }
        if (topic == Topics.CONTROL) {
            return Control.newBuilder()
                    .setCommandId(id)
                    .setLineage(lineage)
                    .setOperator("o")
                    .setAtMs(atMs)
                    .setBody(Approve.newBuilder().setSubjectId(id).build())
                    .build();
        }
        if (topic == Topics.ACKS) {
            return Ack.newBuilder()
                    .setReplica("r")
                    .setLineage(lineage)
                    .setKind(AckKind.SERVING)
                    .setAdapterId(id)
                    .setAtMs(atMs)
                    .build();
        }
        return AdapterVersion.newBuilder()
                .setAdapterId(id)
                .setLineage(lineage)
                .setBaseModelId("base")
                .setParentAdapterId("nobody")
                .setBatchId("no batch")
                .setStatus(AdapterStatus.CANDIDATE)
                .setLocation("../../etc")
                .setEngine("e")
                .setRank(-8)
                .setChangedMs(atMs)
                .build();
    }

    private void refused(Interaction event, DeadLetterReason reason) throws InterruptedException {
        give(event);
        expected.letter(Topics.INTERACTIONS.name(), reason);
    }

    private void give(Interaction event) throws InterruptedException {
        outbox.put(Outgoing.event(event, Delivery.unobserved()), Duration.ofMinutes(1));
    }

    private <T extends SpecificRecord> void give(TopicSpec<T> topic, SpecificRecord fact) throws InterruptedException {
        T value = topic.type().cast(fact);
        outbox.put(new Outgoing<>(topic, null, "any key", value, 100, Delivery.unobserved()), Duration.ofMinutes(1));
    }
}

package io.insitu.processors.assemble;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.Facts;
import io.insitu.processors.MapMemory;
import io.insitu.processors.assemble.Assembled.Closed;
import io.insitu.processors.assemble.Assembled.Refused;
import io.insitu.schemas.Traced;
import io.insitu.schemas.event.CloseReason;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.Message;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Role;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.Tick;
import io.insitu.schemas.event.ToolCall;
import io.insitu.schemas.event.ToolResult;
import io.insitu.schemas.event.ToolStatus;
import io.insitu.schemas.event.Trajectory;
import io.insitu.schemas.event.TrajectoryEnded;
import io.insitu.schemas.serde.CanonicalBytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trajectories of what spans and log records told: nobody counted, and much is told twice. */
class TracedTest {
    private static final long START_MS = 1_700_000_000_000L;

    private final Assembler assembler = new Assembler(AssembleConfig.defaults(), new MapMemory.All());

    static {
        CanonicalBytes.of(new Tick(1L)); // Avro trusts our classes from here on
    }

    @Test
    void stepsStandInOrderOfTimeAndTheEndComesLast() {
        Trajectory attempt = closed(end(9), said(3, 2, Role.ASSISTANT, "b"), started(0), said(1, 1, Role.USER, "a"));
        assertThat(attempt.getSteps()).containsExactly(message(Role.USER, "a"), message(Role.ASSISTANT, "b"));
        assertThat(attempt.getClosed()).isEqualTo(CloseReason.ENDED);
        assertThat(attempt.getOutcome()).isEqualTo(OutcomeKind.SUCCESS);
        assertThat(closed(end(2), started(0), said(5, 1, Role.USER, "a")).getSteps())
                .as("a clock that was late is no reason to lose a step")
                .hasSize(1);
    }

    @Test
    void withinOneInstantTheConversationDecides() {
        Interaction answer = said(5, 2, Role.ASSISTANT, "z");
        Interaction next = said(5, 3, Role.USER, "a");
        assertThat(closed(started(0), next, answer, end(9)).getSteps())
                .containsExactly(answer.getBody(), next.getBody());
    }

    @Test
    void aMessageThatEachCallRepeatsIsOneStepWhereItWasFirstHeard() {
        Interaction first = said(1, 1, Role.USER, "a");
        Interaction again = Interaction.newBuilder(first).setAtMs(START_MS + 7).build();
        Interaction other = said(4, 2, Role.USER, "b");
        for (List<Interaction> order : List.of(List.of(first, other, again), List.of(again, other, first))) {
            List<Interaction> all = new ArrayList<>(order);
            all.add(started(0));
            all.add(end(9));
            assertThat(closed(all.toArray(Interaction[]::new)).getSteps())
                    .containsExactly(first.getBody(), other.getBody());
        }
    }

    @Test
    void aCallToldByTheModelAndByItsToolIsOneCallWithOneResult() {
        Trajectory attempt = closed(
                started(0),
                inTalk(2, 2, "asked", call("c1", "find", "{}")),
                byTime(3, "call", call("c1", "find", "{\"id\":1}")),
                byTime(4, "result", result("c1", "find", ToolStatus.ERROR, "no such id", 12)),
                inTalk(5, 3, "shown", result("c1", "", ToolStatus.UNKNOWN, "Error: no such id", -1)),
                end(9));
        assertThat(attempt.getSteps())
                .containsExactly(
                        call("c1", "find", "{\"id\":1}"),
                        result("c1", "find", ToolStatus.ERROR, "Error: no such id", 12));
        assertThat(attempt.getEventIds())
                .as("each of them is a cause")
                .contains("a/asked", "a/call", "a/result", "a/shown");
    }

    @Test
    void aCallIdThatComesAgainIsAnotherCall() {
        Trajectory attempt = closed(
                started(0),
                inTalk(1, 1, "asked1", call("c", "find", "{\"n\":1}")),
                byTime(2, "call1", call("c", "find", "{\"n\":1}")),
                byTime(3, "result1", result("c", "find", ToolStatus.OK, "one", 1)),
                inTalk(4, 2, "shown1", result("c", "", ToolStatus.UNKNOWN, "one", -1)),
                inTalk(5, 3, "asked2", call("c", "find", "{\"n\":2}")),
                byTime(6, "call2", call("c", "find", "{\"n\":2}")),
                byTime(7, "result2", result("c", "find", ToolStatus.OK, "two", 1)),
                end(9));
        assertThat(attempt.getSteps())
                .containsExactly(
                        call("c", "find", "{\"n\":1}"),
                        result("c", "find", ToolStatus.OK, "one", 1),
                        call("c", "find", "{\"n\":2}"),
                        result("c", "find", ToolStatus.OK, "two", 1));
    }

    @Test
    void aCallWithoutAnIdIsTheNextOfItsTool() {
        Trajectory attempt = closed(
                started(0),
                inTalk(1, 1, "asked", call(Traced.NAMELESS_CALL + "m.0", "find", "{\"n\":1}")),
                byTime(2, "call", call("c7", "find", "{\"n\":1}")),
                byTime(3, "result", result("c7", "find", ToolStatus.OK, "one", 1)),
                end(9));
        assertThat(attempt.getSteps())
                .containsExactly(call("c7", "find", "{\"n\":1}"), result("c7", "find", ToolStatus.OK, "one", 1));
    }

    @Test
    void withoutTheSpanOfItsToolACallIsWhatTheModelTold() {
        Trajectory attempt = closed(
                started(0),
                inTalk(1, 1, "asked", call("c1", "find", "{}")),
                inTalk(2, 2, "shown", result("c1", "", ToolStatus.UNKNOWN, "one", -1)),
                end(9));
        assertThat(attempt.getSteps())
                .containsExactly(call("c1", "find", "{}"), result("c1", "find", ToolStatus.UNKNOWN, "one", -1));
    }

    @Test
    void theOutermostAgentGivesTheTaskAndTheEnd() {
        Trajectory attempt = closed(
                started(0),
                byTime(
                        1,
                        "inner",
                        TaskStarted.newBuilder()
                                .setTaskId("inner")
                                .setInstruction("x")
                                .build()),
                inTalk(8, 0, "inner-end", ended(OutcomeKind.INFRASTRUCTURE)),
                said(2, 1, Role.USER, "refund please"),
                end(7));
        assertThat(attempt.getTaskId()).isEqualTo("t");
        assertThat(attempt.getInstruction()).as("what the user said first").isEqualTo("refund please");
        assertThat(attempt.getOutcome()).isEqualTo(OutcomeKind.SUCCESS);
    }

    @Test
    void modelCallsAloneAreAnAttempt() {
        give(tick(0), said(1, 1, Role.USER, "hello"), said(2, 2, Role.ASSISTANT, "hi"));
        assertThat(give(tick(100_000))).isEmpty();
        assertThat(give(tick(121_000))).singleElement().isInstanceOfSatisfying(Closed.class, closed -> {
            assertThat(closed.trajectory().getInstruction()).isEqualTo("hello");
            assertThat(closed.trajectory().getClosed()).isEqualTo(CloseReason.IDLE);
        });
    }

    @Test
    void whatAnAgentSaysOfItselfCountsWhereItsModelCallsDoNotSayIt() {
        Trajectory attempt = closed(
                started(0),
                byTime(1, "in", message(Role.USER, "hello")),
                byTime(8, "out", message(Role.ASSISTANT, "hi")),
                said(2, 1, Role.USER, "hello"),
                end(9));
        assertThat(attempt.getSteps()).containsExactly(message(Role.USER, "hello"), message(Role.ASSISTANT, "hi"));
    }

    @Test
    void anEndedTraceSettlesBeforeItCloses() {
        give(tick(0), started(0), end(9));
        assertThat(give(tick(14_000), said(5, 1, Role.USER, "late"), tick(16_000)))
                .as("it was heard of 2 s ago")
                .isEmpty();
        assertThat(give(tick(30_000))).singleElement().isInstanceOf(Closed.class);
        assertThat(give(said(6, 2, Role.USER, "too late")))
                .singleElement()
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(DeadLetterReason.AFTER_END));
        assertThat(give(said(5, 1, Role.USER, "late")))
                .as("a retry is absorbed")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void neitherOrderNorRepetitionChangesAnything(long seed) {
        List<Interaction> told = new ArrayList<>(List.of(
                started(0),
                said(1, 0, Role.SYSTEM, "policy"),
                said(1, 1, Role.USER, "a"),
                inTalk(2, 2, "asked", call("c1", "find", "{}")),
                byTime(3, "call", call("c1", "find", "{\"id\":1}")),
                byTime(3, "result", result("c1", "find", ToolStatus.OK, "one", 12)),
                inTalk(4, 3, "shown", result("c1", "", ToolStatus.UNKNOWN, "one", -1)),
                said(5, 4, Role.ASSISTANT, "done"),
                inTalk(6, 0, "inner-end", ended(OutcomeKind.UNKNOWN)),
                end(6)));
        Trajectory inOrder = closed(told.toArray(Interaction[]::new));
        Random random = new Random(seed);
        for (int i = 0; i < 5; i++) {
            told.add(told.get(random.nextInt(told.size())));
        }
        Collections.shuffle(told, random);
        assertThat(closed(told.toArray(Interaction[]::new))).isEqualTo(inOrder);
    }

    private static Trajectory closed(Interaction... events) {
        Assembler fresh = new Assembler(AssembleConfig.defaults(), new MapMemory.All());
        List<Assembled> result = new ArrayList<>(fresh.accept(tick(0)));
        for (Interaction event : events) {
            result.addAll(fresh.accept(event));
        }
        result.addAll(fresh.accept(tick(16_000)));
        assertThat(result).hasSize(1);
        return ((Closed) result.get(0)).trajectory();
    }

    private List<Assembled> give(Interaction... events) {
        List<Assembled> result = new ArrayList<>();
        for (Interaction event : events) {
            result.addAll(assembler.accept(event));
        }
        return result;
    }

    private static Interaction started(long atMs) {
        return byTime(
                atMs,
                "begin",
                TaskStarted.newBuilder().setTaskId("t").setInstruction("").build());
    }

    private static Interaction end(long atMs) {
        return byTime(atMs, "end", ended(OutcomeKind.SUCCESS));
    }

    private static TrajectoryEnded ended(OutcomeKind outcome) {
        return TrajectoryEnded.newBuilder().setOutcome(outcome).build();
    }

    private static Interaction said(long atMs, int message, Role role, String content) {
        return inTalk(atMs, message, content, message(role, content));
    }

    private static Message message(Role role, String content) {
        return Message.newBuilder().setRole(role).setContent(content).build();
    }

    private static ToolCall call(String id, String tool, String arguments) {
        return ToolCall.newBuilder()
                .setCallId(id)
                .setTool(tool)
                .setArguments(arguments)
                .build();
    }

    private static ToolResult result(String id, String tool, ToolStatus status, String content, double ms) {
        return ToolResult.newBuilder()
                .setCallId(id)
                .setTool(tool)
                .setStatus(status)
                .setContent(content)
                .setDurationMs(ms)
                .build();
    }

    private static Interaction byTime(long atMs, String name, SpecificRecord body) {
        return event(atMs, Traced.BY_TIME, name, body);
    }

    private static Interaction inTalk(long atMs, int message, String name, SpecificRecord body) {
        return event(atMs, Traced.inConversation(message, 0), name, body);
    }

    private static Interaction tick(long afterMs) {
        return event(
                0, 0, "tick", Tick.newBuilder().setNowMs(START_MS + afterMs).build());
    }

    private static Interaction event(long atMs, int seq, String name, SpecificRecord body) {
        return Interaction.newBuilder()
                .setEventId("a/" + name)
                .setTrajectoryId("a")
                .setLineage(Facts.LINEAGE)
                .setSeq(seq)
                .setAtMs(START_MS + atMs)
                .setBody(body)
                .build();
    }
}

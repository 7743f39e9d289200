package io.insitu.connectors.sdk;

import io.insitu.schemas.event.Feedback;
import io.insitu.schemas.event.Generation;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.Message;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Role;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.ToolCall;
import io.insitu.schemas.event.ToolResult;
import io.insitu.schemas.event.ToolStatus;
import io.insitu.schemas.event.TrajectoryEnded;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * One attempt, as its agent tells it. Never waits, never throws. Once an event is lost the attempt is closed on the log
 * as UNKNOWN, right where the hole is, and what follows is dropped: half a story would teach the wrong thing.
 *
 * <pre>
 *   open ──end()──► ended         open ──an event is lost──► broken (log: TrajectoryEnded UNKNOWN)
 * </pre>
 */
public final class TrajectoryHandle implements AutoCloseable {
    private enum State {
        OPEN,
        ENDED,
        BROKEN
    }

    private final Insitu insitu;
    private final Fitting fitting;
    private final String lineage;
    private final String trajectoryId;
    private State state = State.OPEN;
    private int nextSeq;
    private int endSeq = Integer.MAX_VALUE;
    private int holeSeq = Integer.MAX_VALUE;

    TrajectoryHandle(Insitu insitu, String lineage, String trajectoryId) {
        this.insitu = insitu;
        this.fitting = new Fitting(insitu.config().contentChars());
        this.lineage = Objects.requireNonNullElse(lineage, "");
        this.trajectoryId = Objects.requireNonNullElse(trajectoryId, "");
    }

    public String trajectoryId() {
        return trajectoryId;
    }

    public TrajectoryHandle step(Message message) {
        return emit(() -> message);
    }

    public TrajectoryHandle step(Generation generation) {
        return emit(() -> generation);
    }

    public TrajectoryHandle step(ToolCall call) {
        return emit(() -> call);
    }

    public TrajectoryHandle step(ToolResult result) {
        return emit(() -> result);
    }

    public TrajectoryHandle message(Role role, String content) {
        return emit(() -> Message.newBuilder().setRole(role).setContent(content).build());
    }

    public TrajectoryHandle toolCall(String callId, String tool, String argumentsJson) {
        return emit(() -> ToolCall.newBuilder()
                .setCallId(callId)
                .setTool(tool)
                .setArguments(argumentsJson)
                .build());
    }

    public TrajectoryHandle toolResult(String callId, String tool, ToolStatus status, String content) {
        return emit(() -> ToolResult.newBuilder()
                .setCallId(callId)
                .setTool(tool)
                .setStatus(status)
                .setContent(content)
                .build());
    }

    /** A judgement from outside the attempt; may come after its end. */
    public TrajectoryHandle feedback(String source, OutcomeKind outcome, double reward, String comment) {
        return emit(() -> Feedback.newBuilder()
                .setSource(source)
                .setOutcome(outcome)
                .setReward(reward)
                .setComment(comment)
                .build());
    }

    /** The attempt is over; a success is worth 1, anything else nothing. */
    public void end(OutcomeKind outcome) {
        end(outcome, outcome == OutcomeKind.SUCCESS ? 1 : 0, "");
    }

    /** The attempt is over. Only SUCCESS and FAILURE carry a reward. */
    public void end(OutcomeKind outcome, double reward, String detail) {
        emit(() -> TrajectoryEnded.newBuilder()
                .setOutcome(outcome)
                .setReward(reward)
                .setDetail(detail)
                .build());
    }

    /** Ends an attempt that nobody ended, with an unknown outcome. */
    @Override
    public synchronized void close() {
        if (state == State.OPEN) {
            end(OutcomeKind.UNKNOWN, 0, "closed without an outcome");
        }
    }

    /** True when an event of this attempt was lost; nobody will learn from it. */
    public synchronized boolean broken() {
        return state == State.BROKEN;
    }

    synchronized void begin(TaskStarted task) {
        if (lineage.isBlank() || trajectoryId.isBlank()) {
            insitu.outbox().refuse(LossReason.INVALID);
            state = State.BROKEN;
        } else if (insitu.openOne()) {
            emit(() -> task);
        } else {
            insitu.outbox().refuse(LossReason.TOO_MANY_OPEN);
            state = State.BROKEN;
        }
    }

    private synchronized TrajectoryHandle emit(Supplier<Object> made) {
        if (state == State.BROKEN) {
            insitu.outbox().refuse(LossReason.AFTER_LOSS);
            return this;
        }
        Object body;
        boolean fits;
        try {
            body = Objects.requireNonNull(made.get(), "an event says something");
            fits = fitting.fits(body);
            if (!fits) {
                body = fitting.cut(body);
            }
        } catch (RuntimeException e) { // null or incomplete: the agent must not suffer for it
            refuse(LossReason.INVALID);
            return this;
        }
        if (!fits && !fitting.fits(body)) {
            refuse(LossReason.TOO_LARGE);
            return this;
        }
        if (!fits) {
            insitu.outbox().countCut();
        }
        hand(body);
        return this;
    }

    private void hand(Object body) {
        boolean end = body instanceof TrajectoryEnded;
        if (state == State.ENDED && !(body instanceof Feedback)) {
            insitu.outbox().refuse(LossReason.AFTER_END);
            return;
        }
        Outgoing<Interaction> record = Outgoing.event(event(nextSeq, body), new InOrder(nextSeq));
        boolean taken =
                end ? insitu.outbox().offerReserved(record) : insitu.outbox().offer(record);
        if (taken) {
            nextSeq++;
            if (end) {
                endSeq = nextSeq - 1;
                leave(State.ENDED);
            }
        } else if (state == State.OPEN) { // late feedback that is lost leaves no hole
            breakAt(nextSeq, "the queue of the emitter was full");
        }
    }

    private void refuse(LossReason reason) {
        insitu.outbox().refuse(reason);
        if (state == State.OPEN) {
            breakAt(nextSeq, "an event could not be represented: " + reason);
        }
    }

    /** Closes the attempt on the log where the hole is. A trajectory without its first event never existed there. */
    private void breakAt(int seq, String why) {
        leave(State.BROKEN);
        holeSeq = seq;
        if (seq > 0) {
            TrajectoryEnded end = TrajectoryEnded.newBuilder()
                    .setOutcome(OutcomeKind.UNKNOWN)
                    .setDetail("events lost before they reached the log: " + why)
                    .build();
            insitu.outbox().offerReserved(Outgoing.event(event(seq, end), Delivery.unobserved()));
        }
    }

    private void leave(State next) {
        if (state == State.OPEN) {
            insitu.closeOne();
        }
        state = next;
    }

    /** The broker did not take an event that had been queued; called on a sender's thread. */
    private synchronized void lost(int seq, LossReason reason) {
        boolean lateFeedback = seq > endSeq; // leaves no hole
        if (state != State.BROKEN && !lateFeedback && reason != LossReason.CLOSED) {
            breakAt(seq, "delivery failed, " + reason);
        }
    }

    private synchronized boolean beforeHole(int seq) {
        return seq < holeSeq;
    }

    private Interaction event(int seq, Object body) {
        Interaction event = Interaction.newBuilder()
                .setEventId(trajectoryId + "#" + seq)
                .setTrajectoryId(trajectoryId)
                .setLineage(lineage)
                .setSeq(seq)
                .setAtMs(insitu.nowMs())
                .setSource(insitu.config().source())
                .setBody(body)
                .build();
        return event;
    }

    /** Keeps what was queued behind a lost event from following it. */
    private final class InOrder implements Delivery {
        private final int seq;

        InOrder(int seq) {
            this.seq = seq;
        }

        @Override
        public boolean wanted() {
            return beforeHole(seq);
        }

        @Override
        public void lost(LossReason reason, String detail) {
            TrajectoryHandle.this.lost(seq, reason);
        }
    }
}

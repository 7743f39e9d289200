package io.insitu.processors.gate;

import io.insitu.processors.FactKind;
import io.insitu.processors.StageFact;
import io.insitu.schemas.event.AdapterStatus;
import io.insitu.schemas.event.Approve;
import io.insitu.schemas.event.Control;
import io.insitu.schemas.event.Quarantine;
import io.insitu.schemas.event.Reject;
import io.insitu.schemas.event.Rollback;
import java.util.List;

/** What an operator may do at the gate. An approval replaces the probes, never the replicas' acknowledgement. */
final class GateControl {
    private final AdapterBook book;
    private final Rollouts rollouts;

    GateControl(AdapterBook book, Rollouts rollouts) {
        this.book = book;
        this.rollouts = rollouts;
    }

    GateState obey(GateState state, Control command, List<StageFact> facts) {
        String by = "by operator " + command.getOperator();
        if (command.getBody() instanceof Approve approve) {
            return approved(state, command, approve.getSubjectId(), by, facts);
        }
        if (command.getBody() instanceof Reject reject) {
            return refused(state, command, reject.getSubjectId(), by + because(reject.getReason()), facts);
        }
        if (command.getBody() instanceof Quarantine quarantine) {
            return refused(state, command, quarantine.getSubjectId(), by + because(quarantine.getReason()), facts);
        }
        if (command.getBody() instanceof Rollback rollback
                && (rollback.getAdapterId().isEmpty() || rollback.getAdapterId().equals(state.liveId()))) {
            return rollouts.rollBack(
                    command.getLineage(),
                    state,
                    Grounds.of(by + because(rollback.getReason()), command.getCommandId()),
                    command.getAtMs(),
                    facts);
        }
        return state;
    }

    /** Nothing that learnt from what was retracted serves any longer, or ever will. */
    GateState retracted(GateState before, StageFact.Reached reached, List<StageFact> facts) {
        List<String> adapters = reached.derived(FactKind.ADAPTER);
        GateState state = before.tainting(reached.derived(FactKind.BATCH)).tainting(adapters);
        String reason = "it learnt from " + reached.subjectId() + ", which was retracted";
        for (String adapterId : adapters) {
            if (!adapterId.equals(state.liveId())) {
                state = refused(state, reached.command(), adapterId, reason, facts);
            }
        }
        // Last: a rollback sends the candidates that remain back into the queue.
        return adapters.contains(state.liveId())
                ? refused(state, reached.command(), state.liveId(), reason, facts)
                : state;
    }

    private GateState approved(GateState state, Control command, String adapterId, String by, List<StageFact> facts) {
        boolean open = state.waiting().contains(adapterId) || examines(state, adapterId);
        if (!open || state.rollout() != null) {
            return state;
        }
        GateState without = without(state, adapterId);
        GateState next = without.requeued();
        return rollouts.begin(
                command.getLineage(),
                next,
                adapterId,
                Grounds.of("approved " + by, command.getCommandId()),
                command.getAtMs(),
                facts);
    }

    private GateState refused(
            GateState state, Control command, String adapterId, String reason, List<StageFact> facts) {
        String lineage = command.getLineage();
        Grounds grounds = Grounds.of(reason, command.getCommandId());
        if (!adapterId.isEmpty() && adapterId.equals(state.liveId())) {
            return rollouts.rollBack(lineage, state, grounds, command.getAtMs(), facts);
        }
        GateState.Rollout rollout = state.rollout();
        boolean rolling = rollout != null && rollout.candidateId().equals(adapterId);
        if (!rolling && !examines(state, adapterId) && !state.waiting().contains(adapterId)) {
            return state;
        }
        book.decide(lineage, adapterId, AdapterStatus.REJECTED, grounds, command.getAtMs(), facts);
        return rolling ? state.rolling(null) : without(state, adapterId);
    }

    private static GateState without(GateState state, String adapterId) {
        GateState fewer = state.waitingFor(
                state.waiting().stream().filter(id -> !id.equals(adapterId)).toList());
        return examines(state, adapterId) ? fewer.examining(null) : fewer;
    }

    private static boolean examines(GateState state, String adapterId) {
        GateState.Examination current = state.examination();
        return current != null && current.candidateId().equals(adapterId);
    }

    private static String because(String reason) {
        return reason.isEmpty() ? "" : ": " + reason;
    }
}

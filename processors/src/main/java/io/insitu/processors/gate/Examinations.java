package io.insitu.processors.gate;

import io.insitu.processors.Memory;
import io.insitu.processors.StageFact;
import io.insitu.schemas.event.AdapterStatus;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.EvaluationResult;
import io.insitu.schemas.event.Reply;
import io.insitu.schemas.event.Request;
import io.insitu.schemas.event.RequestFailed;
import java.util.ArrayList;
import java.util.List;

/** From CANDIDATE to a verdict: asks for an evaluation, again if the probe cannot be trusted, but not for ever. */
final class Examinations {
    private final GateConfig config;
    private final Memory<ProbeBook> probes;
    private final AdapterBook book;
    private final Rollouts rollouts;
    private final FlipGate gate;

    Examinations(GateConfig config, Memory<ProbeBook> probes, AdapterBook book, Rollouts rollouts) {
        this.config = config;
        this.probes = probes;
        this.book = book;
        this.rollouts = rollouts;
        this.gate = new FlipGate(config);
    }

    GateState arrived(GateState state, AdapterVersion candidate, List<StageFact> facts) {
        List<String> waiting = new ArrayList<>(state.waiting());
        waiting.add(candidate.getAdapterId());
        if (waiting.size() > config.maxWaiting()) {
            reject(
                    candidate.getLineage(),
                    waiting.remove(0),
                    Grounds.of("newer candidates overtook it", candidate.getAdapterId()),
                    candidate.getChangedMs(),
                    facts);
        }
        return state.waitingFor(waiting);
    }

    /** Takes up the next candidate when nothing else is going on, and asks for it as soon as there are probes. */
    GateState proceed(String lineage, GateState before, long atMs, List<StageFact> facts) {
        GateState state = before;
        if (state.idle() && !state.waiting().isEmpty()) {
            String next = state.waiting().get(0);
            state = state.waitingFor(state.waiting().subList(1, state.waiting().size()))
                    .examining(new GateState.Examination(next, "", List.of(), 0, atMs));
        }
        GateState.Examination current = state.examination();
        return current != null
                        && current.requestId().isEmpty()
                        && known(lineage).tasks().size() >= config.minProbes()
                ? ask(lineage, state, current, atMs, facts)
                : state;
    }

    GateState answered(GateState state, Reply reply, List<StageFact> facts) {
        GateState.Examination current = state.examination();
        if (current == null || !current.requestId().equals(reply.getRequestId())) {
            return state;
        }
        String lineage = reply.getLineage();
        long atMs = reply.getAnsweredMs();
        if (reply.getBody() instanceof RequestFailed failed) {
            Grounds grounds = Grounds.of("it could not be evaluated: " + failed.getReason(), current.requestId());
            return failed.getRetryable()
                    ? askAgain(lineage, state, current, grounds, atMs, facts)
                    : refuse(lineage, state, current, grounds, atMs, facts);
        }
        if (!(reply.getBody() instanceof EvaluationResult result)) {
            return state;
        }
        Verdict verdict = gate.judge(current.candidateId(), state.liveId(), current.tasks(), result);
        Grounds grounds = Grounds.of(verdict, current.requestId());
        if (verdict instanceof Verdict.Promote) {
            return rollouts.begin(lineage, state, current.candidateId(), grounds, atMs, facts);
        }
        return verdict instanceof Verdict.Hold
                ? askAgain(lineage, state, current, grounds, atMs, facts)
                : refuse(lineage, state, current, grounds, atMs, facts);
    }

    GateState timePassed(String lineage, GateState state, long nowMs, List<StageFact> facts) {
        GateState.Examination current = state.examination();
        return current != null
                        && !current.requestId().isEmpty()
                        && nowMs - current.askedMs() >= config.evaluationTimeoutMs()
                ? askAgain(
                        lineage,
                        state,
                        current,
                        Grounds.of("no evaluator answered in time", current.requestId()),
                        nowMs,
                        facts)
                : state;
    }

    private GateState askAgain(
            String lineage,
            GateState state,
            GateState.Examination current,
            Grounds grounds,
            long atMs,
            List<StageFact> facts) {
        return current.asked() >= config.maxAsked()
                ? refuse(
                        lineage,
                        state,
                        current,
                        grounds.saying(grounds.reason() + "; asked " + current.asked() + " times"),
                        atMs,
                        facts)
                : ask(lineage, state, current, atMs, facts);
    }

    private GateState ask(
            String lineage, GateState state, GateState.Examination current, long atMs, List<StageFact> facts) {
        AdapterVersion candidate = book.get(lineage, current.candidateId());
        if (candidate == null) {
            return state.examining(null);
        }
        List<String> tasks = known(lineage).choose(config.maxProbes(), current.tasks());
        int asked = current.asked() + 1;
        Request question = new Question("evaluation", candidate, state.liveId(), tasks, config.trials())
                .asked(List.of(Integer.toString(asked)), atMs);
        facts.add(new StageFact.Asked(question));
        return state.examining(
                new GateState.Examination(candidate.getAdapterId(), question.getRequestId(), tasks, asked, atMs));
    }

    private GateState refuse(
            String lineage,
            GateState state,
            GateState.Examination current,
            Grounds grounds,
            long atMs,
            List<StageFact> facts) {
        reject(lineage, current.candidateId(), grounds, atMs, facts);
        return state.examining(null);
    }

    private void reject(String lineage, String adapterId, Grounds grounds, long atMs, List<StageFact> facts) {
        book.decide(lineage, adapterId, AdapterStatus.REJECTED, grounds, atMs, facts);
    }

    private ProbeBook known(String lineage) {
        ProbeBook book = probes.get(lineage);
        return book == null ? new ProbeBook(List.of()) : book;
    }
}

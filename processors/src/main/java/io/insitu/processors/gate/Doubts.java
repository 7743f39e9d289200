package io.insitu.processors.gate;

import io.insitu.processors.Memory;
import io.insitu.processors.StageFact;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.EvaluationResult;
import io.insitu.schemas.event.Reply;
import io.insitu.schemas.event.Request;
import io.insitu.schemas.event.RequestFailed;
import java.util.List;
import java.util.Locale;

/**
 * A drop after a promotion may be the world's doing. So it is no verdict: the live adapter and its parent are compared
 * on the newest probe tasks, and only when the flips favour the parent does it serve again. One question at a time.
 */
final class Doubts {
    private final GateConfig config;
    private final Memory<ProbeBook> probes;
    private final AdapterBook book;
    private final Rollouts rollouts;
    private final FlipGate gate;

    Doubts(GateConfig config, Memory<ProbeBook> probes, AdapterBook book, Rollouts rollouts) {
        this.config = config;
        this.probes = probes;
        this.book = book;
        this.rollouts = rollouts;
        this.gate = new FlipGate(config);
    }

    /** One more attempt of the live adapter. */
    GateState attempted(String lineage, GateState state, boolean success, long atMs, List<StageFact> facts) {
        Outcomes outcomes = state.outcomes().with(success);
        CanaryWatch watch = state.watch();
        if (watch == null) {
            return state.watching(null, outcomes);
        }
        CanaryWatch next = watch.with(success, config);
        GateState counted = state.watching(next.over(config) ? null : next, outcomes);
        return next.dropped(config) && next.doubt() == null ? ask(lineage, counted, next, 1, atMs, facts) : counted;
    }

    GateState answered(GateState state, Reply reply, List<StageFact> facts) {
        CanaryWatch watch = state.watch();
        CanaryWatch.Doubt doubt = watch == null ? null : watch.doubt();
        if (watch == null || doubt == null || !doubt.requestId().equals(reply.getRequestId())) {
            return state;
        }
        String lineage = reply.getLineage();
        long atMs = reply.getAnsweredMs();
        if (reply.getBody() instanceof RequestFailed failed) {
            return failed.getRetryable() ? askAgain(lineage, state, watch, doubt, atMs, facts) : settled(state, watch);
        }
        if (!(reply.getBody() instanceof EvaluationResult result)) {
            return state;
        }
        Verdict verdict = gate.reconsider(watch.adapterId(), watch.parentId(), doubt.tasks(), result);
        if (verdict instanceof Verdict.Reject) {
            String reason = String.format(
                    Locale.ROOT,
                    "success fell from %.2f to %d of %d attempts and its parent does better: %s",
                    watch.baseline(),
                    watch.successes(),
                    watch.attempts(),
                    verdict.reason());
            return rollouts.rollBack(
                    lineage, state, Grounds.of(verdict, doubt.requestId()).saying(reason), atMs, facts);
        }
        return verdict instanceof Verdict.Hold
                ? askAgain(lineage, state, watch, doubt, atMs, facts)
                : settled(state, watch);
    }

    GateState timePassed(String lineage, GateState state, long nowMs, List<StageFact> facts) {
        CanaryWatch watch = state.watch();
        CanaryWatch.Doubt doubt = watch == null ? null : watch.doubt();
        return watch != null && doubt != null && nowMs - doubt.askedMs() >= config.evaluationTimeoutMs()
                ? askAgain(lineage, state, watch, doubt, nowMs, facts)
                : state;
    }

    private GateState askAgain(
            String lineage,
            GateState state,
            CanaryWatch watch,
            CanaryWatch.Doubt doubt,
            long atMs,
            List<StageFact> facts) {
        return doubt.asked() >= config.maxAsked()
                ? settled(state, watch)
                : ask(lineage, state, watch, doubt.asked() + 1, atMs, facts);
    }

    /** Its parent would do no better: from here on, success is held against what it is now, if it can still drop. */
    private GateState settled(GateState state, CanaryWatch watch) {
        double rate = state.outcomes().rate();
        return state.watching(
                rate > config.drop() ? CanaryWatch.begun(watch.adapterId(), watch.parentId(), rate) : null,
                state.outcomes());
    }

    private GateState ask(
            String lineage, GateState state, CanaryWatch watch, int asked, long atMs, List<StageFact> facts) {
        AdapterVersion live = book.get(lineage, watch.adapterId());
        ProbeBook known = probes.get(lineage);
        if (live == null || known == null || known.tasks().size() < config.minProbes()) {
            return state;
        }
        List<String> tasks = known.choose(config.maxProbes(), List.of());
        Request question = new Question("doubt", live, watch.parentId(), tasks, config.trials())
                .asked(List.of(Long.toString(atMs), Integer.toString(asked)), atMs);
        facts.add(new StageFact.Asked(question));
        return state.watching(
                watch.doubting(new CanaryWatch.Doubt(question.getRequestId(), tasks, asked, atMs)), state.outcomes());
    }
}

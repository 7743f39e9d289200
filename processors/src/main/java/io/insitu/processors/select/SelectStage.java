package io.insitu.processors.select;

import io.insitu.processors.Keys;
import io.insitu.processors.Learnable;
import io.insitu.processors.LineageFaculties;
import io.insitu.processors.Memories;
import io.insitu.processors.Memory;
import io.insitu.processors.ProbeTasks;
import io.insitu.processors.Stage;
import io.insitu.processors.StageFact;
import io.insitu.processors.select.SelectMemory.State;
import io.insitu.schemas.Digest;
import io.insitu.schemas.event.AdapterStatus;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.Control;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.Method;
import io.insitu.schemas.event.Quarantine;
import io.insitu.schemas.event.Reply;
import io.insitu.schemas.event.RequestFailed;
import io.insitu.schemas.event.Retract;
import io.insitu.schemas.event.Sample;
import io.insitu.schemas.event.Tick;
import io.insitu.schemas.event.TrainingBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Keeps what is worth learning, and makes a batch when there is enough of it and none is under way. */
public final class SelectStage implements Stage {
    private static final String FRESH = "fresh";
    private static final String REPLAY = "replay";

    private final SelectConfig config;
    private final Memory<State> states;
    private final Memory<PooledSample> pool;
    private final Memory<LineageFaculties> faculties;

    public SelectStage(SelectConfig config, Memories memories) {
        this.config = config;
        this.states = memories.open(SelectMemory.STATES);
        this.pool = memories.open(SelectMemory.POOL);
        this.faculties = memories.open(LineageFaculties.MEMORY);
    }

    @Override
    public List<StageFact> decide(StageFact fact) {
        if (fact instanceof StageFact.Scored scored) {
            return scored(scored.experience());
        } else if (fact instanceof StageFact.AdapterDecided decided) {
            return decided(decided.adapter());
        } else if (fact instanceof StageFact.Journal journal) {
            if (journal.entry().getBody() instanceof Tick tick) {
                return timePassed(tick.getNowMs());
            } else if (journal.entry().getBody() instanceof Reply reply) {
                return answered(reply);
            } else if (journal.entry().getBody() instanceof Control control) {
                commanded(control);
            }
        }
        return List.of();
    }

    private List<StageFact> scored(Experience experience) {
        String lineage = experience.getLineage();
        String base = experience.getTrajectory().getBaseModelId();
        State state = state(lineage);
        if (experience.getCauses().size() > 1) {
            // Scored again: what was kept of it before no longer holds.
            state = drop(lineage, experience.getTrajectory().getTrajectoryId(), state);
        }
        if (!LineageFaculties.of(lineage, faculties).learnsAdapters()
                || base.isEmpty()
                || ProbeTasks.heldOut(experience.getTrajectory().getTaskId())) {
            states.put(lineage, state);
            return List.of();
        }
        PooledSample sample = PooledSample.of(experience);
        if (Learnable.is(experience) && sample.teaches() && sample.tokens().size() <= config.maxSampleTokens()) {
            state = keep(lineage, sample, experience, state.baseModelId().equals(base) ? state : moved(lineage, state));
        }
        states.put(lineage, state);
        return batchIfDue(lineage, experience.getScoredMs());
    }

    private State keep(String lineage, PooledSample sample, Experience experience, State state) {
        String base = experience.getTrajectory().getBaseModelId();
        boolean alone = experience.getGroup().getSize() == 1;
        boolean band = sample.successRate() > 0 && sample.successRate() < 1;
        boolean usable = sample.success() || config.method() != Method.SFT; // the others learn from failures too
        if (usable
                && (band || (alone && config.method() == Method.SFT))
                && state.fresh() < 4 * config.freshPerBatch()) {
            pool.put(Keys.of(lineage, FRESH, Keys.number(state.order())), sample);
            return state.pooled(base, 1, 0);
        }
        return sample.success() ? replay(lineage, sample, state.pooled(base, 0, 0)) : state.pooled(base, 0, 0);
    }

    /** Keeps a success for later; the oldest makes room. */
    private State replay(String lineage, PooledSample sample, State state) {
        pool.put(Keys.of(lineage, REPLAY, Keys.number(state.order())), sample);
        State kept = state.pooled(state.baseModelId(), 0, 1);
        if (kept.replay() <= config.replayBuffer()) {
            return kept;
        }
        pool.startingWith(Keys.prefix(lineage, REPLAY), 1).forEach(oldest -> pool.delete(oldest.key()));
        return kept.counted(kept.fresh(), kept.replay() - 1);
    }

    /** Another base model: its tokens and adapters mean something else. */
    private State moved(String lineage, State state) {
        pool.startingWith(Keys.prefix(lineage)).forEach(entry -> pool.delete(entry.key()));
        return new State("", state.batches(), "", "", 0, state.order(), 0, 0);
    }

    private List<StageFact> batchIfDue(String lineage, long atMs) {
        State state = state(lineage);
        if (!state.inFlight().isEmpty() || state.fresh() < config.freshPerBatch()) {
            return List.of();
        }
        List<Sample> samples = new ArrayList<>();
        List<String> causes = new ArrayList<>();
        int tokens = 0;
        State next = state;
        List<PooledSample> replayed = drawn(lineage, state);
        for (Memory.Entry<PooledSample> entry :
                pool.startingWith(Keys.prefix(lineage, FRESH), config.freshPerBatch())) {
            PooledSample sample = entry.value();
            if (tokens + sample.tokens().size() > config.maxBatchTokens()) {
                break;
            }
            tokens += sample.tokens().size();
            samples.add(sample.sample(false));
            causes.add(sample.experienceId());
            pool.delete(entry.key());
            next = next.counted(next.fresh() - 1, next.replay());
            next = sample.success() ? replay(lineage, sample, next) : next;
        }
        for (PooledSample sample : replayed) {
            if (tokens + sample.tokens().size() <= config.maxBatchTokens()) {
                tokens += sample.tokens().size();
                samples.add(sample.sample(true));
                causes.add(sample.experienceId());
            }
        }
        TrainingBatch batch = NewBatch.of(config, lineage, next, samples, causes, atMs);
        states.put(lineage, next.sent(batch.getBatchId()));
        return List.of(new StageFact.Batched(batch));
    }

    /** Some of the earlier successes, drawn by the number of the batch. */
    private List<PooledSample> drawn(String lineage, State state) {
        List<Memory.Entry<PooledSample>> kept = new ArrayList<>(pool.startingWith(Keys.prefix(lineage, REPLAY)));
        SplittableRandom draw =
                new SplittableRandom(Digest.seed("replay", lineage, Integer.toString(state.batches() + 1)));
        List<PooledSample> drawn = new ArrayList<>();
        while (drawn.size() < config.replayPerBatch() && !kept.isEmpty()) {
            drawn.add(kept.remove(draw.nextInt(kept.size())).value());
        }
        return drawn;
    }

    private List<StageFact> decided(AdapterVersion adapter) {
        String lineage = adapter.getLineage();
        State state = state(lineage);
        AdapterStatus status = adapter.getStatus();
        if (status == AdapterStatus.LIVE) {
            state = state.serving(adapter.getAdapterId());
        } else if (status == AdapterStatus.ROLLED_BACK && adapter.getAdapterId().equals(state.parent())) {
            state = state.serving(adapter.getParentAdapterId());
        }
        boolean verdict =
                status == AdapterStatus.LIVE || status == AdapterStatus.REJECTED || status == AdapterStatus.ROLLED_BACK;
        if (verdict && adapter.getBatchId().equals(state.inFlight())) {
            state = state.decided();
        }
        states.put(lineage, state);
        return batchIfDue(lineage, adapter.getChangedMs());
    }

    /** A batch the trainer refused will never have an adapter: the next one need not wait for a verdict on it. */
    private List<StageFact> answered(Reply reply) {
        State state = state(reply.getLineage());
        if (state.inFlight().isEmpty()
                || !state.inFlight().equals(reply.getRequestId())
                || !(reply.getBody() instanceof RequestFailed)) {
            return List.of();
        }
        states.put(reply.getLineage(), state.decided());
        return batchIfDue(reply.getLineage(), reply.getAnsweredMs());
    }

    private List<StageFact> timePassed(long nowMs) {
        List<StageFact> result = new ArrayList<>();
        for (Memory.Entry<State> entry : states.startingWith("")) {
            State state = entry.value();
            if (state.inFlight().isEmpty()) {
                continue;
            }
            if (state.inFlightSinceMs() == 0) {
                states.put(entry.key(), state.waitingSince(nowMs));
            } else if (nowMs - state.inFlightSinceMs() >= config.decisionTimeoutMs()) {
                states.put(entry.key(), state.decided());
                result.addAll(batchIfDue(entry.key(), nowMs));
            }
        }
        return result;
    }

    private void commanded(Control control) {
        String lineage = control.getLineage();
        if (control.getBody() instanceof Retract retract) {
            states.put(lineage, drop(lineage, retract.getSubjectId(), state(lineage)));
        } else if (control.getBody() instanceof Quarantine quarantine) {
            states.put(lineage, drop(lineage, quarantine.getSubjectId(), state(lineage)));
        }
    }

    private State drop(String lineage, String trajectoryId, State state) {
        State next = state;
        for (Memory.Entry<PooledSample> entry : pool.startingWith(Keys.prefix(lineage))) {
            if (entry.value().trajectoryId().equals(trajectoryId)) {
                pool.delete(entry.key());
                boolean fresh = entry.key().startsWith(Keys.prefix(lineage, FRESH));
                next = next.counted(next.fresh() - (fresh ? 1 : 0), next.replay() - (fresh ? 0 : 1));
            }
        }
        return next;
    }

    private State state(String lineage) {
        State state = states.get(lineage);
        return state == null ? State.NEW : state;
    }
}

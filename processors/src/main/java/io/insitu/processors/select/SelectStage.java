package io.insitu.processors.select;

import io.insitu.processors.Learnable;
import io.insitu.processors.LineageFaculties;
import io.insitu.processors.Memories;
import io.insitu.processors.Memory;
import io.insitu.processors.ProbeTasks;
import io.insitu.processors.Stage;
import io.insitu.processors.StageFact;
import io.insitu.processors.select.SelectMemory.State;
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

/** Keeps what is worth learning, and makes a batch when there is enough of it and none is under way. */
public final class SelectStage implements Stage {
    private final SelectConfig config;
    private final Memory<State> states;
    private final SamplePool pool;
    private final Memory<LineageFaculties> faculties;

    public SelectStage(SelectConfig config, Memories memories) {
        this.config = config;
        this.states = memories.open(SelectMemory.STATES);
        this.pool = new SamplePool(config, memories.open(SelectMemory.POOL));
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
        if (!experience.getSupersedes().isEmpty()) {
            // Scored again: what was kept of it before no longer holds.
            state = pool.drop(lineage, experience.getTrajectory().getTrajectoryId(), state);
        }
        if (!LineageFaculties.of(lineage, faculties).learnsAdapters()
                || base.isEmpty()
                || ProbeTasks.heldOut(experience.getTrajectory().getTaskId())) {
            states.put(lineage, state);
            return List.of();
        }
        PooledSample sample = PooledSample.of(experience, config.method());
        if (Learnable.is(experience) && sample.teaches() && sample.tokens().size() <= config.maxSampleTokens()) {
            state = state.baseModelId().equals(base) ? state : moved(lineage, base, state);
            state = keep(lineage, sample, experience, practised(experience, state));
        }
        states.put(lineage, state);
        return batchIfDue(lineage, experience.getScoredMs());
    }

    private State keep(String lineage, PooledSample sample, Experience experience, State state) {
        boolean alone = experience.getGroup().getSize() == 1;
        boolean band = config.choice().inBand(sample.successRate());
        boolean usable = sample.success() || config.method() != Method.SFT; // the others learn from failures too
        if (usable && (band || (alone && config.method() == Method.SFT))) {
            State room = pool.withRoom(lineage, state);
            if (pool.hasRoom(room)) {
                return pool.fresh(lineage, sample, room);
            }
        }
        return sample.success()
                ? pool.replay(lineage, sample, state.pooled(state.baseModelId(), 0, 0))
                : state.pooled(state.baseModelId(), 0, 0);
    }

    /** What the bandit hears of an attempt that was compared with others. */
    private State practised(Experience experience, State state) {
        ChoiceConfig choice = config.choice();
        if (experience.getGroup().getSize() < 2 || choice.temperature() == 0 || Learnable.isAgain(experience)) {
            return state;
        }
        String task = experience.getTrajectory().getTaskId();
        return state.practised(state.bandit().learnt(task, experience.getAdvantage(), choice.banditAlpha()));
    }

    /** Another base model: its tokens and adapters mean something else. */
    private State moved(String lineage, String base, State state) {
        pool.empty(lineage);
        return new State(base, state.batches(), "", "", 0, state.order(), 0, 0, state.bandit());
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
        List<PooledSample> replayed = pool.drawn(lineage, state);
        for (Memory.Entry<PooledSample> entry : pool.chosen(lineage, state)) {
            PooledSample sample = entry.value();
            if (tokens + sample.tokens().size() > config.maxBatchTokens()) {
                break;
            }
            tokens += sample.tokens().size();
            samples.add(sample.sample(false));
            causes.add(sample.experienceId());
            next = pool.taken(lineage, entry, next);
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

    /**
     * A batch the trainer refused will never have an adapter: the next one need not wait for a verdict on it. Attempts whose
     * fault it was are forgotten, or they would be drawn again and refused again.
     */
    private List<StageFact> answered(Reply reply) {
        State state = state(reply.getLineage());
        if (state.inFlight().isEmpty()
                || !state.inFlight().equals(reply.getRequestId())
                || !(reply.getBody() instanceof RequestFailed refusal)) {
            return List.of();
        }
        for (String attempt : refusal.getAttempts()) {
            state = pool.drop(reply.getLineage(), attempt, state);
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
            states.put(lineage, pool.drop(lineage, retract.getSubjectId(), state(lineage)));
        } else if (control.getBody() instanceof Quarantine quarantine) {
            states.put(lineage, pool.drop(lineage, quarantine.getSubjectId(), state(lineage)));
        }
    }

    private State state(String lineage) {
        State state = states.get(lineage);
        return state == null ? State.NEW : state;
    }
}

package io.insitu.processors.gate;

import io.insitu.processors.Keys;
import io.insitu.processors.Learnable;
import io.insitu.processors.LineageFaculties;
import io.insitu.processors.Memories;
import io.insitu.processors.Memory;
import io.insitu.processors.ProbeTasks;
import io.insitu.processors.Stage;
import io.insitu.processors.StageFact;
import io.insitu.schemas.event.Ack;
import io.insitu.schemas.event.AdapterStatus;
import io.insitu.schemas.event.AdapterVersion;
import io.insitu.schemas.event.Control;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.JournalEntry;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Reply;
import io.insitu.schemas.event.Tick;
import java.util.ArrayList;
import java.util.List;

/** Leads each adapter from candidate to live or out, one at a time per lineage. */
public final class GateStage implements Stage {
    private static final String STATES = "lineage";
    private final Memory<GateState> states;
    private final Memory<ProbeBook> probes;
    private final Memory<LineageFaculties> faculties;
    private final AdapterBook book;
    private final Rollouts rollouts;
    private final Examinations examinations;
    private final Doubts doubts;
    private final GateControl control;

    public GateStage(GateConfig config, Memories memories) {
        states = memories.open(GateMemory.STATES);
        probes = memories.open(GateMemory.PROBES);
        faculties = memories.open(LineageFaculties.MEMORY);
        book = new AdapterBook(memories.open(GateMemory.VERSIONS));
        rollouts = new Rollouts(config, memories.open(GateMemory.REPLICAS), book);
        examinations = new Examinations(config, probes, book, rollouts);
        doubts = new Doubts(config, probes, book, rollouts);
        control = new GateControl(book, rollouts);
    }

    @Override
    public List<StageFact> decide(StageFact fact) {
        List<StageFact> facts = new ArrayList<>();
        if (fact instanceof StageFact.Scored scored) {
            Experience experience = scored.experience();
            String lineage = experience.getLineage();
            change(lineage, attempted(lineage, state(lineage), experience, facts), experience.getScoredMs(), facts);
        } else if (fact instanceof StageFact.Journal journal) {
            heard(journal.entry(), facts);
        } else if (fact instanceof StageFact.Reached reached) {
            String lineage = reached.lineage();
            GateState next = control.retracted(state(lineage), reached, facts);
            change(lineage, next, reached.command().getAtMs(), facts);
        }
        return facts;
    }

    private void heard(JournalEntry entry, List<StageFact> facts) {
        String lineage = entry.getLineage();
        if (entry.getBody() instanceof Tick tick) {
            timePassed(tick.getNowMs(), facts);
        } else if (entry.getBody() instanceof AdapterVersion version) {
            change(lineage, arrived(state(lineage), version, facts), entry.getAtMs(), facts);
        } else if (entry.getBody() instanceof Reply reply) {
            change(
                    lineage,
                    examinations.answered(doubts.answered(state(lineage), reply, facts), reply, facts),
                    entry.getAtMs(),
                    facts);
        } else if (entry.getBody() instanceof Ack ack) {
            change(lineage, rollouts.acknowledged(state(lineage), ack, facts), entry.getAtMs(), facts);
        } else if (entry.getBody() instanceof Control command) {
            change(lineage, control.obey(state(lineage), command, facts), entry.getAtMs(), facts);
        }
    }

    private GateState arrived(GateState state, AdapterVersion version, List<StageFact> facts) {
        boolean first = book.get(version.getLineage(), version.getAdapterId()) == null;
        if (version.getStatus() != AdapterStatus.CANDIDATE
                || !first
                || !LineageFaculties.of(version.getLineage(), faculties).adapters()) {
            return state;
        }
        book.keep(version);
        AdapterBook.announce(version, version.getChangedMs(), List.of(), facts);
        if (state.taints(version)) {
            book.decide(
                    version.getLineage(),
                    version.getAdapterId(),
                    AdapterStatus.REJECTED,
                    Grounds.of(Rollouts.RETRACTED),
                    version.getChangedMs(),
                    facts);
            return state.tainting(List.of(version.getAdapterId()));
        }
        return examinations.arrived(state, version, facts);
    }

    private GateState attempted(String lineage, GateState state, Experience experience, List<StageFact> facts) {
        String taskId = experience.getTrajectory().getTaskId();
        if (ProbeTasks.heldOut(taskId)) {
            ProbeBook known = probes.get(lineage);
            probes.put(lineage, (known == null ? new ProbeBook(List.of()) : known).with(taskId));
        }
        List<String> adapters = experience.getTrajectory().getAdapterIds();
        boolean byLive = adapters.equals(List.of(state.liveId()))
                || (adapters.isEmpty() && state.liveId().isEmpty());
        if (!Learnable.is(experience) || Learnable.isAgain(experience) || !byLive) {
            return state;
        }
        return doubts.attempted(
                lineage, state, experience.getOutcome() == OutcomeKind.SUCCESS, experience.getScoredMs(), facts);
    }

    private void timePassed(long nowMs, List<StageFact> facts) {
        for (Memory.Entry<GateState> entry : states.startingWith(Keys.prefix(STATES))) {
            String lineage = Keys.last(entry.key());
            GateState state = rollouts.timePassed(lineage, entry.value(), nowMs, facts);
            state = doubts.timePassed(lineage, state, nowMs, facts);
            change(lineage, examinations.timePassed(lineage, state, nowMs, facts), nowMs, facts);
        }
    }

    private void change(String lineage, GateState next, long atMs, List<StageFact> facts) {
        boolean learns = LineageFaculties.of(lineage, faculties).learnsAdapters();
        GateState proceeded = learns ? examinations.proceed(lineage, next, atMs, facts) : next;
        String key = Keys.of(STATES, lineage);
        if (!proceeded.equals(states.get(key))) {
            states.put(key, proceeded);
        }
    }

    private GateState state(String lineage) {
        GateState known = states.get(Keys.of(STATES, lineage));
        return known == null ? GateState.FIRST : known;
    }
}

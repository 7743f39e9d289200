package io.insitu.processors.open;

import io.insitu.processors.LineageFaculties;
import io.insitu.processors.Memories;
import io.insitu.processors.Memory;
import io.insitu.processors.MemorySpec;
import io.insitu.processors.Refusals;
import io.insitu.processors.StageFact;
import io.insitu.processors.lineage.ProvenanceGraph;
import io.insitu.schemas.Stores;
import io.insitu.schemas.event.ConfigureLineage;
import io.insitu.schemas.event.Control;
import io.insitu.schemas.event.JournalEntry;
import io.insitu.schemas.event.Pause;
import io.insitu.schemas.event.Resume;
import io.insitu.schemas.event.Retract;
import io.insitu.schemas.event.Tick;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets each journal entry pass once. A repeat is recognised for a time, and only as long as there are not too many newer
 * entries: later than that it passes like any other.
 */
public final class JournalDoor {
    /** See {@link SeenEntries}. */
    public static final MemorySpec<SeenEntries.Seen> SEEN =
            new MemorySpec<>(Stores.JOURNAL_SEEN, SeenEntries.Seen.class);

    private final String whenFull;
    private final SeenEntries seen;
    private final Memory<LineageFaculties> faculties;
    private final ProvenanceGraph graph;

    /**
     * @param rememberMs how long, in log time, a repeat is recognised
     * @param most entries remembered at once; beyond it the oldest goes first
     */
    public JournalDoor(long rememberMs, int most, Memories memories) {
        this.whenFull =
                most + " journal entries are remembered and there is room for no more: the oldest go before their "
                        + rememberMs + " ms of log time are over, and a repeat of one that went is not recognised";
        this.seen = new SeenEntries(rememberMs, most, memories.open(SEEN));
        this.faculties = memories.open(LineageFaculties.MEMORY);
        // Read only: noting is the business of the last stage.
        this.graph = new ProvenanceGraph(1, memories);
    }

    /** What the stages hear of an entry: nothing of a repeat. Time that passes and what a lineage may learn are noted on the way. */
    public List<StageFact> opened(JournalEntry entry) {
        if (entry.getBody() instanceof Tick tick) {
            return seen.advance(tick.getNowMs()) ? List.of(new StageFact.Journal(entry)) : List.of();
        }
        if (seen.contains(entry.getEntryId())) {
            return List.of();
        }
        List<StageFact> facts = new ArrayList<>();
        boolean full = seen.add(entry.getEntryId());
        if (entry.getBody() instanceof Control control) {
            configure(control);
            if (control.getBody() instanceof Retract retract) {
                retracted(entry, control, retract, facts);
            }
        }
        if (facts.isEmpty()) {
            facts.add(new StageFact.Journal(entry));
        }
        if (full) {
            facts.add(Refusals.limit(entry.getAtMs(), whenFull));
        }
        return facts;
    }

    /**
     * A retracted event is named by the trajectory it belongs to. Everything made so far from it is found here, where the
     * graph is still what it was when the command was given, so that every stage hears the same answer.
     */
    private void retracted(JournalEntry entry, Control control, Retract retract, List<StageFact> facts) {
        String subjectId = retract.getSubjectId();
        String root = graph.trajectoryOf(control.getLineage(), subjectId);
        Retract named = Retract.newBuilder(retract).setSubjectId(root).build();
        facts.add(new StageFact.Journal(JournalEntry.newBuilder(entry)
                .setBody(Control.newBuilder(control).setBody(named).build())
                .build()));
        facts.add(new StageFact.Reached(control, subjectId, graph.derivedFrom(control.getLineage(), root)));
    }

    private void configure(Control control) {
        LineageFaculties known = LineageFaculties.of(control.getLineage(), faculties);
        if (control.getBody() instanceof ConfigureLineage configured) {
            faculties.put(
                    control.getLineage(),
                    new LineageFaculties(
                            configured.getLearnPrinciples(),
                            configured.getLearnTools(),
                            configured.getLearnAdapters(),
                            known.paused()));
        } else if (control.getBody() instanceof Pause) {
            faculties.put(control.getLineage(), known.paused(true));
        } else if (control.getBody() instanceof Resume) {
            faculties.put(control.getLineage(), known.paused(false));
        }
    }
}

package io.insitu.processors.open;

import io.insitu.processors.Keys;
import io.insitu.processors.LineageFaculties;
import io.insitu.processors.Memories;
import io.insitu.processors.Memory;
import io.insitu.processors.MemorySpec;
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
import java.util.Optional;

/** Lets each journal entry pass once; a repeat within the time it remembers does not. */
public final class JournalDoor {
    /** Key: {@code id} and entry id, or {@code at}, time of entry and entry id. */
    public static final MemorySpec<Seen> SEEN = new MemorySpec<>(Stores.JOURNAL_SEEN, Seen.class);

    private static final String NOW = "now";
    private static final int FORGOTTEN_PER_TICK = 1_000;

    private final long rememberMs;
    private final Memory<Seen> seen;
    private final Memory<LineageFaculties> faculties;
    private final ProvenanceGraph graph;

    /**
     * An entry that passed.
     *
     * @param atMs log time when it did
     */
    public record Seen(long atMs) {}

    /**
     * @param rememberMs how long, in log time, a repeat is recognised
     */
    public JournalDoor(long rememberMs, Memories memories) {
        this.rememberMs = rememberMs;
        this.seen = memories.open(SEEN);
        this.faculties = memories.open(LineageFaculties.MEMORY);
        // Read only: noting is the business of the last stage.
        this.graph = new ProvenanceGraph(1, memories);
    }

    /** The entry as the stages shall see it: a retracted event is named by the trajectory it belongs to. */
    public JournalEntry resolved(JournalEntry entry) {
        if (entry.getBody() instanceof Control control && control.getBody() instanceof Retract retract) {
            String trajectoryId = graph.trajectoryOf(control.getLineage(), retract.getSubjectId());
            Retract named =
                    Retract.newBuilder(retract).setSubjectId(trajectoryId).build();
            return JournalEntry.newBuilder(entry)
                    .setBody(Control.newBuilder(control).setBody(named).build())
                    .build();
        }
        return entry;
    }

    /**
     * Everything made so far from what this entry retracts; empty when it retracts nothing. The walk is done here, where
     * the graph is still what it was when the command was given, so that every stage hears the same answer.
     */
    public Optional<StageFact> reached(JournalEntry entry) {
        if (entry.getBody() instanceof Control control && control.getBody() instanceof Retract retract) {
            String root = graph.trajectoryOf(control.getLineage(), retract.getSubjectId());
            return Optional.of(new StageFact.Reached(
                    control, retract.getSubjectId(), graph.derivedFrom(control.getLineage(), root)));
        }
        return Optional.empty();
    }

    /** Whether the entry is new. Time that passes and what a lineage may learn are noted on the way. */
    public boolean passes(JournalEntry entry) {
        if (entry.getBody() instanceof Tick tick) {
            forgetBefore(tick.getNowMs() - rememberMs);
            // Ticks that run backwards would let time be counted twice.
            return advance(tick.getNowMs());
        }
        String id = Keys.of("id", entry.getEntryId());
        if (seen.get(id) != null) {
            return false;
        }
        Seen now = now();
        seen.put(id, now);
        seen.put(Keys.of("at", Keys.number(now.atMs()), entry.getEntryId()), now);
        if (entry.getBody() instanceof Control control) {
            configure(control);
        }
        return true;
    }

    private boolean advance(long tickMs) {
        if (tickMs <= now().atMs()) {
            return false;
        }
        seen.put(NOW, new Seen(tickMs));
        return true;
    }

    private Seen now() {
        Seen now = seen.get(NOW);
        return now == null ? new Seen(0) : now;
    }

    private void forgetBefore(long ms) {
        for (Memory.Entry<Seen> entry : seen.startingWith(Keys.prefix("at"), FORGOTTEN_PER_TICK)) {
            if (entry.value().atMs() >= ms && entry.value().atMs() > 0) {
                return;
            }
            if (entry.value().atMs() == 0) {
                // It passed before any tick was seen: it is remembered from now on.
                Seen from = new Seen(ms + rememberMs);
                seen.put(Keys.of("at", Keys.number(from.atMs()), Keys.last(entry.key())), from);
                seen.put(Keys.of("id", Keys.last(entry.key())), from);
                seen.delete(entry.key());
                continue;
            }
            seen.delete(entry.key());
            seen.delete(Keys.of("id", Keys.last(entry.key())));
        }
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

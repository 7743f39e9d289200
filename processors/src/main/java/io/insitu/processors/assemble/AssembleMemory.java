package io.insitu.processors.assemble;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.insitu.processors.Keys;
import io.insitu.processors.Limit;
import io.insitu.processors.MemorySpec;
import io.insitu.schemas.Stores;
import io.insitu.schemas.Traced;
import io.insitu.schemas.event.Interaction;
import java.util.List;

/** What the assembler remembers, and under which keys. */
public final class AssembleMemory {
    /**
     * Events of open trajectories. Key: trajectoryId, then {@code s} and seq, {@code t} and event id of
     * what was traced, or {@code f} and event id of feedback.
     */
    public static final MemorySpec<Interaction> STEPS = new MemorySpec<>(Stores.ASSEMBLE_STEPS, Interaction.class);

    /** Events met, until their trajectory is forgotten. Key: trajectoryId, eventId. */
    public static final MemorySpec<Mark> MARKS = new MemorySpec<>(Stores.ASSEMBLE_MARKS, Mark.class);

    /** Trajectories, open and closed. Key: trajectoryId. */
    public static final MemorySpec<Standing> STANDINGS = new MemorySpec<>(Stores.ASSEMBLE_STANDINGS, Standing.class);

    /** When to look at a trajectory again. Key: {@code open} or {@code closed}, due time, trajectoryId. */
    public static final MemorySpec<Due> DUES = new MemorySpec<>(Stores.ASSEMBLE_DUES, Due.class);

    /** Log time and counts of this partition. Key: {@code now}. */
    public static final MemorySpec<LogTime> LOG_TIME = new MemorySpec<>(Stores.ASSEMBLE_TIME, LogTime.class);

    private AssembleMemory() {}

    /** All of them. */
    public static List<MemorySpec<?>> all() {
        return List.of(STEPS, MARKS, STANDINGS, DUES, LOG_TIME);
    }

    /** An event that was met: a repeat has the same content. */
    public record Mark(String content) {}

    /**
     * How far a trajectory is.
     *
     * @param endSeq where TrajectoryEnded stands; -1: not seen; {@link Traced#BY_TIME}: its trace has ended
     * @param filled positions from 0 to {@code endSeq} and beyond that are filled
     * @param touchedMs log time of its newest event; 0: no tick was seen before
     * @param dueMs when it will be looked at; names its entry in {@link #DUES}
     */
    public record Standing(
            String lineage,
            boolean closed,
            int endSeq,
            int filled,
            int events,
            long bytes,
            long touchedMs,
            long dueMs) {
        static Standing opened(String lineage, long touchedMs, long dueMs) {
            return new Standing(lineage, false, -1, 0, 0, 0, touchedMs, dueMs);
        }

        Standing with(int endSeq, int filled, long moreBytes, long touchedMs) {
            return new Standing(
                    lineage,
                    closed,
                    endSeq,
                    filled,
                    events + 1,
                    bytes + moreBytes,
                    Math.max(this.touchedMs, touchedMs),
                    dueMs);
        }

        Standing due(long touchedMs, long dueMs) {
            return new Standing(lineage, closed, endSeq, filled, events, bytes, touchedMs, dueMs);
        }

        Standing closed(long dueMs) {
            return new Standing(lineage, true, endSeq, filled, events, bytes, touchedMs, dueMs);
        }

        boolean traceEnded() {
            return endSeq == Traced.BY_TIME;
        }

        boolean complete() {
            return endSeq >= 0 && filled > endSeq;
        }
    }

    /** Nothing but a place in the order of time. */
    public record Due(String trajectoryId) {}

    /**
     * Where this partition is.
     *
     * @param openFull so many trajectories were open that some closed early, which was said
     * @param closedFull so many were remembered that some were forgotten early, which was said
     */
    public record LogTime(
            long nowMs,
            int open,
            int closed,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean openFull,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean closedFull) {
        static final LogTime NOTHING = new LogTime(0, 0, 0, false, false);

        LogTime at(long ms) {
            return new LogTime(ms, open, closed, openFull, closedFull);
        }

        LogTime counting(int openNow, int closedNow) {
            return new LogTime(nowMs, openNow, closedNow, openFull, closedFull);
        }

        /** Where there is plenty of room again, the next time there is none is news. */
        LogTime within(AssembleConfig config) {
            return full(
                    openFull && !new Limit(config.maxOpen()).farFrom(open),
                    closedFull && !new Limit(config.maxClosed()).farFrom(closed));
        }

        LogTime full(boolean ofOpen, boolean ofClosed) {
            return new LogTime(nowMs, open, closed, ofOpen, ofClosed);
        }
    }

    static String step(String trajectoryId, int seq) {
        return Keys.of(trajectoryId, "s", Keys.number(seq));
    }

    static String traced(String trajectoryId, String eventId) {
        return Keys.of(trajectoryId, "t", eventId);
    }

    static String feedback(String trajectoryId, String eventId) {
        return Keys.of(trajectoryId, "f", eventId);
    }

    static String due(boolean closed, long dueMs, String trajectoryId) {
        return Keys.of(closed ? "closed" : "open", Keys.number(dueMs), trajectoryId);
    }
}

package io.insitu.processors.distil;

import io.insitu.processors.LineageFaculties;
import io.insitu.processors.MemorySpec;
import io.insitu.schemas.Stores;
import io.insitu.schemas.event.Principle;
import io.insitu.schemas.event.Tool;
import java.util.List;

/** What distilling remembers. */
public final class DistilMemory {
    /** Key: lineage, place in a ring. */
    public static final MemorySpec<Attempt> ATTEMPTS = new MemorySpec<>(Stores.DISTIL_ATTEMPTS, Attempt.class);

    /** Key: lineage, trajectoryId. */
    public static final MemorySpec<AttemptLog.Place> PLACES =
            new MemorySpec<>(Stores.DISTIL_PLACES, AttemptLog.Place.class);

    /** Key: lineage. */
    public static final MemorySpec<AttemptLog.Position> POSITIONS =
            new MemorySpec<>(Stores.DISTIL_POSITIONS, AttemptLog.Position.class);

    /** Key: lineage, place in the table of conditions. */
    public static final MemorySpec<ConditionSlot> CONDITIONS =
            new MemorySpec<>(Stores.DISTIL_CONDITIONS, ConditionSlot.class);

    /** Key: lineage, place of the word. */
    public static final MemorySpec<TermBook.Frequency> WORDS =
            new MemorySpec<>(Stores.DISTIL_WORDS, TermBook.Frequency.class);

    /** Key: lineage, id. */
    public static final MemorySpec<Principle> PRINCIPLES = new MemorySpec<>(Stores.DISTIL_PRINCIPLES, Principle.class);

    /** Key: lineage, id. */
    public static final MemorySpec<Tool> TOOLS = new MemorySpec<>(Stores.DISTIL_TOOLS, Tool.class);

    /** Key: lineage, requestId. */
    public static final MemorySpec<ToolTrials.Trial> TRIALS =
            new MemorySpec<>(Stores.DISTIL_TRIALS, ToolTrials.Trial.class);

    /** Key: lineage, place in a ring. */
    public static final MemorySpec<Recording> RECORDINGS = new MemorySpec<>(Stores.DISTIL_RECORDINGS, Recording.class);

    /** Key: lineage, place in the table of flows. */
    public static final MemorySpec<FlowSlot> FLOWS = new MemorySpec<>(Stores.DISTIL_FLOWS, FlowSlot.class);

    /** Key: lineage, place in the table of practices. */
    public static final MemorySpec<PracticeSlot> PRACTICES =
            new MemorySpec<>(Stores.DISTIL_PRACTICES, PracticeSlot.class);

    /** Key: lineage, place in the table of standings. */
    public static final MemorySpec<Standing> STANDINGS = new MemorySpec<>(Stores.DISTIL_STANDINGS, Standing.class);

    /** Key: lineage. */
    public static final MemorySpec<CalledTools> CALLED = new MemorySpec<>(Stores.DISTIL_CALLED, CalledTools.class);

    /** Key: lineage, place in the table of cases. */
    public static final MemorySpec<OpenCase> CASES = new MemorySpec<>(Stores.DISTIL_CASES, OpenCase.class);

    /** Key: lineage. */
    public static final MemorySpec<AskedQuestions> QUESTIONS =
            new MemorySpec<>(Stores.DISTIL_QUESTIONS, AskedQuestions.class);

    private DistilMemory() {}

    /** All the stage opens. */
    public static List<MemorySpec<?>> all() {
        return List.of(
                ATTEMPTS,
                PLACES,
                POSITIONS,
                CONDITIONS,
                WORDS,
                PRINCIPLES,
                TOOLS,
                TRIALS,
                RECORDINGS,
                FLOWS,
                PRACTICES,
                STANDINGS,
                CALLED,
                CASES,
                QUESTIONS,
                LineageFaculties.MEMORY);
    }
}

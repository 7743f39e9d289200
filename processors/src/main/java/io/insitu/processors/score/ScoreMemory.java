package io.insitu.processors.score;

import io.insitu.processors.Keys;
import io.insitu.processors.MemorySpec;
import io.insitu.schemas.Stores;
import io.insitu.schemas.event.JournalEntry;
import io.insitu.schemas.event.OutcomeKind;
import java.util.List;

/** What scoring remembers. */
public final class ScoreMemory {
    public static final MemorySpec<Group> GROUPS = new MemorySpec<>(Stores.SCORE_GROUPS, Group.class);
    public static final MemorySpec<JournalEntry> ATTEMPTS = new MemorySpec<>(Stores.SCORE_ATTEMPTS, JournalEntry.class);
    public static final MemorySpec<Place> PLACES = new MemorySpec<>(Stores.SCORE_PLACES, Place.class);
    public static final MemorySpec<Due> DUES = new MemorySpec<>(Stores.SCORE_DUES, Due.class);
    public static final MemorySpec<Question> QUESTIONS = new MemorySpec<>(Stores.SCORE_QUESTIONS, Question.class);
    public static final MemorySpec<Said> SAID = new MemorySpec<>(Stores.SCORE_SAID, Said.class);

    private ScoreMemory() {}

    public static List<MemorySpec<?>> all() {
        return List.of(GROUPS, ATTEMPTS, PLACES, DUES, QUESTIONS, SAID, AuditMemory.TASKS, AuditMemory.TRUTHS);
    }

    /** Attempts of one task. */
    public record Group(int awaited, int arrived, boolean closed, long dueMs) {}

    /**
     * Where an attempt is.
     *
     * @param barred empty, or why it must not be learnt from: quarantined until approved, retracted for ever
     */
    public record Place(String groupId, String barred) {
        static final String QUARANTINED = "quarantined";
        static final String RETRACTED = "retracted";
    }

    /**
     * A group's place in the order of time; under the key {@code now}, log time and the number of open groups. Under {@code
     * barred} and a number, in order of arrival, a name instead of a group's: see {@link BarredNames}.
     */
    public record Due(String lineage, String groupId, long nowMs, int open) {}

    /** About which attempt a judge is asked; see {@link JudgeDesk}. */
    public record Question(String requestId, String groupId, String trajectoryId) {}

    /** What was last said of an attempt; see {@link LastSaid}. */
    public record Said(
            String experienceId, OutcomeKind outcome, double total, double advantage, List<String> suspicions) {}

    static String due(boolean closed, long dueMs, String lineage, String groupId) {
        return Keys.of(closed ? "closed" : "open", Keys.number(dueMs), lineage, groupId);
    }
}

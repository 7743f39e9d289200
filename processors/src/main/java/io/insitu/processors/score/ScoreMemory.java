package io.insitu.processors.score;

import com.fasterxml.jackson.annotation.JsonInclude;
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

    /**
     * Attempts of one task.
     *
     * @param dueMs when it is closed, or forgotten
     * @param counted how many of its attempts count among those of closed groups
     */
    public record Group(
            int awaited,
            int arrived,
            boolean closed,
            long dueMs,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) int counted) {
        static Group open(int awaited, int arrived, long dueMs) {
            return new Group(awaited, arrived, false, dueMs, 0);
        }

        Group due(long ms) {
            return new Group(awaited, arrived, closed, ms, counted);
        }

        Group closed(long ms) {
            return new Group(awaited, arrived, true, ms, arrived);
        }

        /** With one that came after it closed. */
        Group oneLate() {
            return new Group(awaited, arrived + 1, true, dueMs, counted + 1);
        }
    }

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
     * A group's place in the order of time; under the key {@code now}, log time and counts of all. Under {@code barred} and a
     * number, in order of arrival, a name instead of a group's: see {@link BarredNames}.
     *
     * @param open groups that are open
     * @param attempts those of closed groups
     * @param openFull so many groups were open that some closed early, which was said
     * @param closedFull there were so many attempts that groups were forgotten early, which was said
     */
    public record Due(
            String lineage,
            String groupId,
            long nowMs,
            int open,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) int attempts,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean openFull,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean closedFull) {
        static final Due NOTHING = of("", "");

        static Due of(String lineage, String groupId) {
            return new Due(lineage, groupId, 0, 0, 0, false, false);
        }

        Due at(long ms) {
            return new Due("", "", ms, open, attempts, openFull, closedFull);
        }

        Due counting(int groups, int attemptsOfClosed) {
            return new Due("", "", nowMs, groups, attemptsOfClosed, openFull, closedFull);
        }

        Due full(boolean ofOpen, boolean ofClosed) {
            return new Due("", "", nowMs, open, attempts, ofOpen, ofClosed);
        }
    }

    /**
     * About which attempt a judge is asked; see {@link JudgeDesk}.
     *
     * @param again how often it was asked before
     */
    public record Question(String requestId, String groupId, String trajectoryId, int again) {}

    /** What was last said of an attempt; see {@link LastSaid}. */
    public record Said(
            String experienceId, OutcomeKind outcome, double total, double advantage, List<String> suspicions) {}

    static String due(boolean closed, long dueMs, String lineage, String groupId) {
        return Keys.of(closed ? "closed" : "open", Keys.number(dueMs), lineage, groupId);
    }
}

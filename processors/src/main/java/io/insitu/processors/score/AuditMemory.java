package io.insitu.processors.score;

import io.insitu.processors.MemorySpec;
import io.insitu.schemas.Stores;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the audit remembers of all attempts of a lineage, bounded. */
public final class AuditMemory {
    public static final MemorySpec<TaskEvidence> TASKS = new MemorySpec<>(Stores.SCORE_TASKS, TaskEvidence.class);
    public static final MemorySpec<LineageEvidence> TRUTHS =
            new MemorySpec<>(Stores.SCORE_TRUTHS, LineageEvidence.class);

    private AuditMemory() {}

    /** How often the same was graded a success and a failure. */
    public record Grades(int successes, int failures) {
        static final Grades NONE = new Grades(0, 0);

        /**
         * So many must speak against one before it is doubted where nobody says what is right. Of what is equal at most a ninth is
         * then kept from learning, however noisy the grades are.
         */
        static final int AGAINST_ONE = 8;

        /** Beyond so many both are halved, upwards: a world that changed is believed from the second time on, not after a long past. */
        private static final int NEWEST = 2 * AGAINST_ONE;

        Grades with(boolean success) {
            return success ? new Grades(successes + 1, failures) : new Grades(successes, failures + 1);
        }

        Grades lately(boolean success) {
            Grades all = with(success);
            return all.successes + all.failures <= NEWEST
                    ? all
                    : new Grades((all.successes + 1) / 2, (all.failures + 1) / 2);
        }

        boolean differ() {
            return successes > 0 && failures > 0;
        }

        /** Whether this grade is the rare one of the two. */
        boolean rare(boolean success) {
            int these = success ? successes : failures;
            int others = success ? failures : successes;
            return others >= AGAINST_ONE && these * AGAINST_ONE <= others;
        }
    }

    /**
     * What all attempts of one task showed.
     *
     * @param name its key; in the ring of tasks nothing else is told
     * @param refused digests of expected calls that some attempt made and was refused
     * @param worked digests of expected calls that worked in some attempt
     * @param grades by digest of effects and answers; where the task does not say what it expects, the newest, by digest of all that was
     *     seen
     * @param effects of the newest successes there, how many changed something, as successes, and how many nothing, as failures
     */
    public record TaskEvidence(
            String name, List<String> refused, List<String> worked, Map<String, Grades> grades, Grades effects) {
        static final int MOST_GRADES = 64;

        public TaskEvidence {
            refused = List.copyOf(refused);
            worked = List.copyOf(worked);
            grades = Map.copyOf(grades);
            effects = effects == null ? Grades.NONE : effects; // written before there was any
        }

        static TaskEvidence named(String name) {
            return new TaskEvidence(name, List.of(), List.of(), Map.of(), Grades.NONE);
        }

        TaskEvidence tried(String call, boolean success) {
            return success
                    ? new TaskEvidence(name, refused, with(worked, call), grades, effects)
                    : new TaskEvidence(name, with(refused, call), worked, grades, effects);
        }

        TaskEvidence graded(String what, boolean success) {
            return graded(what, gradesOf(what).with(success));
        }

        TaskEvidence gradedLately(String what, boolean success) {
            return graded(what, gradesOf(what).lately(success));
        }

        private TaskEvidence graded(String what, Grades after) {
            if (grades.size() >= MOST_GRADES && !grades.containsKey(what)) {
                return this;
            }
            Map<String, Grades> more = new TreeMap<>(grades);
            more.put(what, after);
            return new TaskEvidence(name, refused, worked, more, effects);
        }

        Grades gradesOf(String what) {
            return grades.getOrDefault(what, Grades.NONE);
        }

        TaskEvidence succeeded(boolean withEffect) {
            return new TaskEvidence(name, refused, worked, grades, effects.lately(withEffect));
        }

        /** Whether success takes a change here, as far as nearly all that succeeded tell. */
        boolean takesEffect() {
            return effects.rare(false);
        }

        /** Refused whenever anybody tried: what the task expects there cannot be had. */
        boolean impossible(String call) {
            return refused.contains(call) && !worked.contains(call);
        }
    }

    /**
     * What the tasks of one lineage have in common.
     *
     * @param tasks how many were met
     * @param tools that some task expects calls of, sorted
     * @param truths by digest of a ground truth, the end that one of its tasks comes to, and that task; {@link #SHARED} where
     *     another task comes to another end
     */
    public record LineageEvidence(long tasks, List<String> tools, Map<String, String> truths) {
        static final String SHARED = "shared";
        static final int MOST_TOOLS = 256;
        static final int MOST_TRUTHS = 256;

        public LineageEvidence {
            tools = List.copyOf(tools);
            truths = Map.copyOf(truths);
        }

        static LineageEvidence nothing() {
            return new LineageEvidence(0, List.of(), Map.of());
        }

        LineageEvidence oneTaskMore() {
            return new LineageEvidence(tasks + 1, tools, truths);
        }

        LineageEvidence expecting(Iterable<String> more) {
            TreeSet<String> all = new TreeSet<>(tools);
            for (String tool : more) {
                if (all.size() < MOST_TOOLS) {
                    all.add(tool);
                }
            }
            return all.size() == tools.size() ? this : new LineageEvidence(tasks, List.copyOf(all), truths);
        }

        LineageEvidence compared(String truth, String end, String task) {
            String known = truths.get(truth);
            boolean full = known == null && truths.size() >= MOST_TRUTHS;
            if (full || SHARED.equals(known) || (known != null && (known.contains(end) || known.contains(task)))) {
                return this;
            }
            Map<String, String> more = new TreeMap<>(truths);
            more.put(truth, known == null ? end + " " + task : SHARED);
            return new LineageEvidence(tasks, tools, more);
        }

        boolean shared(String truth) {
            return SHARED.equals(truths.get(truth));
        }
    }

    private static List<String> with(List<String> known, String more) {
        if (known.contains(more)) {
            return known;
        }
        List<String> all = new ArrayList<>(known);
        all.add(more);
        return all;
    }
}

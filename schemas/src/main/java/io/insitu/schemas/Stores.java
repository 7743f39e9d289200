package io.insitu.schemas;

import java.util.ArrayList;
import java.util.List;

/** Every state store, declared once, in the order of the stages that own them. */
public final class Stores {
    private static final List<StoreSpec> DECLARED = new ArrayList<>();

    // assemble
    public static final StoreSpec ASSEMBLE_STEPS =
            declare("assemble-steps", "trajectoryId, s and seq or f and eventId", "an event of an open trajectory");
    public static final StoreSpec ASSEMBLE_MARKS =
            declare("assemble-marks", "trajectoryId, eventId", "an event that was met");
    public static final StoreSpec ASSEMBLE_STANDINGS =
            declare("assemble-standings", "trajectoryId", "how far a trajectory is");
    public static final StoreSpec ASSEMBLE_DUES =
            declare("assemble-dues", "open or closed, due time, trajectoryId", "when to look at a trajectory again");
    public static final StoreSpec ASSEMBLE_TIME = declare("assemble-time", "now", "log time and counts of a partition");

    // open
    public static final StoreSpec JOURNAL_SEEN =
            declare("journal-seen", "id and fact id, or at, time and fact id", "a journal entry that was read");
    public static final StoreSpec LINEAGE_FACULTIES =
            declare("lineage-faculties", "lineage", "what a lineage may learn at present");

    // score
    public static final StoreSpec SCORE_GROUPS =
            declare("score-groups", "lineage, groupId", "attempts of one task, waiting for the others");
    public static final StoreSpec SCORE_ATTEMPTS = declare(
            "score-attempts", "lineage, groupId, trajectoryId", "an attempt of an open or recently closed group");
    public static final StoreSpec SCORE_PLACES = declare(
            "score-places", "lineage, trajectoryId", "the group of an attempt, or why it must not be learnt from");
    public static final StoreSpec SCORE_DUES =
            declare("score-dues", "due time, lineage, groupId", "when to close or forget");
    public static final StoreSpec SCORE_QUESTIONS = declare(
            "score-questions",
            "lineage, of and requestId, or open, groupId and requestId, or heard, groupId and trajectoryId",
            "an attempt a judge is asked about");
    public static final StoreSpec SCORE_SAID = declare(
            "score-said",
            "lineage, groupId, trajectoryId",
            "what was last said of an attempt of a recently closed group");
    public static final StoreSpec SCORE_TASKS = declare(
            "score-tasks",
            "lineage, task and its key, or ring and place",
            "what all attempts of a task showed about its expectations and grades");
    public static final StoreSpec SCORE_TRUTHS =
            declare("score-truths", "lineage", "tools that change something, and ends that verdicts compared with");

    // distil
    public static final StoreSpec DISTIL_ATTEMPTS =
            declare("distil-attempts", "lineage, place in a ring", "a scored attempt");
    public static final StoreSpec DISTIL_PLACES =
            declare("distil-places", "lineage, trajectoryId", "where an attempt is");
    public static final StoreSpec DISTIL_POSITIONS = declare("distil-positions", "lineage", "count of attempts");
    public static final StoreSpec DISTIL_CONDITIONS =
            declare("distil-conditions", "lineage, place in a table", "newest attempts under a few conditions");
    public static final StoreSpec DISTIL_WORDS =
            declare("distil-words", "lineage, place of the word", "how often a word occurs");
    public static final StoreSpec DISTIL_PRINCIPLES =
            declare("distil-principles", "lineage, id", "a principle as last published, with its utility");
    public static final StoreSpec DISTIL_TOOLS =
            declare("distil-tools", "lineage, id", "a tool as last published, with its utility");
    public static final StoreSpec DISTIL_TRIALS =
            declare("distil-trials", "lineage, requestId", "a trial of a tool under way");
    public static final StoreSpec DISTIL_RECORDINGS =
            declare("distil-recordings", "lineage, place in a ring", "the calls of a successful attempt, with answers");
    public static final StoreSpec DISTIL_FLOWS = declare(
            "distil-flows", "lineage, place in a table", "where a few sequences of calls with data flow were recorded");
    public static final StoreSpec DISTIL_PRACTICES = declare(
            "distil-practices",
            "lineage, place in a table",
            "practices under test, with pairs of attempts for and against");
    public static final StoreSpec DISTIL_STANDINGS = declare(
            "distil-standings",
            "lineage, place in a table",
            "how attempts fare where a principle from contrast speaks");
    public static final StoreSpec DISTIL_CALLED =
            declare("distil-called", "lineage", "tools that were called or offered");
    public static final StoreSpec DISTIL_CASES =
            declare("distil-cases", "lineage, place in a table", "two attempts a model may be asked to compare");
    public static final StoreSpec DISTIL_QUESTIONS =
            declare("distil-questions", "lineage", "what a model was asked, and what is awaited");

    // recall
    public static final StoreSpec RECALL_PACE = declare("recall-pace", "lineage", "how fast the library still changes");

    // select
    public static final StoreSpec SELECT_STATES = declare("select-states", "lineage", "batches, parent, counts");
    public static final StoreSpec SELECT_POOL =
            declare("select-pool", "lineage, fresh or replay, order", "experience waiting for a batch");

    // gate
    public static final StoreSpec GATE_STATES =
            declare("gate-states", "the word lineage, lineage", "which adapter serves, which one is examined");
    public static final StoreSpec GATE_PROBES = declare("gate-probes", "lineage", "tasks that may be used as probes");
    public static final StoreSpec GATE_REPLICAS = declare("gate-replicas", "lineage", "who serves");
    public static final StoreSpec GATE_VERSIONS = declare("gate-versions", "lineage, adapterId", "an adapter version");

    // lineage
    public static final StoreSpec LINEAGE_EFFECTS =
            declare("lineage-effects", "lineage, cause, effect", "what was made from a fact");
    public static final StoreSpec LINEAGE_CAUSES =
            declare("lineage-causes", "lineage, effect", "what a fact was made from");
    public static final StoreSpec LINEAGE_ORDER =
            declare("lineage-order", "lineage, number", "facts from old to new, to forget the oldest");

    private static final List<StoreSpec> ALL = List.copyOf(DECLARED);

    private Stores() {}

    /** All stores, in order of declaration. */
    public static List<StoreSpec> all() {
        return ALL;
    }

    private static StoreSpec declare(String name, String key, String value) {
        StoreSpec spec = new StoreSpec(name, key, value);
        DECLARED.add(spec);
        return spec;
    }
}

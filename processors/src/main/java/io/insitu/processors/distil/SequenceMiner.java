package io.insitu.processors.distil;

import java.util.ArrayList;
import java.util.List;

/** Finds sequences of calls that, under a condition, are all it takes to succeed. */
public final class SequenceMiner {
    /**
     * @param tools what is called, in order
     * @param attempts numbers of the supporting attempts, newest first
     */
    record Sequence(List<String> conditions, String calls, List<String> tools, Counts counts, List<Integer> attempts) {}

    private final ContrastTable table;
    private final DistilConfig config;

    public SequenceMiner(ContrastTable table, DistilConfig config) {
        this.table = table;
        this.config = config;
    }

    /** Sequences worth a tool, for tasks with these terms. */
    List<Sequence> sequences(String lineage, List<String> terms) {
        List<Sequence> found = new ArrayList<>();
        for (List<String> condition : ContrastTable.conditions(terms)) {
            ConditionWindow window = table.window(lineage, condition);
            // One term is condition enough only where tasks have no more than one.
            if (window == null || (condition.size() == 1 && terms.size() > 1)) {
                continue;
            }
            for (String calls : window.sequences().keySet()) {
                Counts counts = window.countsOfSequence(calls);
                if (counts.withSuccess() < config.minToolSuccesses()
                        || counts.sufficiency() < config.minSufficiency()) {
                    continue; // nearly always
                }
                List<String> tools = List.of(calls.split(">", -1));
                long followers = window.followers(calls);
                if (tools.size() >= 2
                        && tools.size() <= config.maxToolSteps()
                        && window.tasksWonBy(followers) >= config.minTasks()
                        && window.sharedBySuccesses(followers).isEmpty()) {
                    found.add(new Sequence(condition, calls, tools, counts, window.wonBy(followers)));
                }
            }
        }
        return found;
    }
}

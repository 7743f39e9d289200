package io.insitu.processors.distil;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the calls that success needs, from the contrast of successful and failed attempts under a condition. A
 * finding must beat every other reading of the same successes: a more general condition, or another pair of terms
 * they happen to share.
 */
public final class PrincipleDistiller {
    private final ContrastTable table;
    private final DistilConfig config;

    public PrincipleDistiller(ContrastTable table, DistilConfig config) {
        this.table = table;
        this.config = config;
    }

    /** What can be said about tasks with these terms; general findings first. */
    List<Finding> findings(String lineage, List<String> terms) {
        List<Finding> findings = new ArrayList<>();
        for (List<String> condition : ContrastTable.conditions(terms)) {
            ConditionWindow window = table.window(lineage, condition);
            if (window == null) {
                continue;
            }
            for (String call : window.calls().keySet()) {
                Finding finding = finding(window, call);
                if (finding != null && beatsOthers(lineage, window, finding)) {
                    findings.add(finding);
                }
            }
        }
        return findings;
    }

    private @Nullable Finding finding(ConditionWindow window, String call) {
        Counts counts = window.countsOfCall(call);
        long callers = window.callers(call);
        boolean general = window.terms().size() == 1;
        int tasksNeeded = general ? config.minTasksGeneral() : config.minTasks();
        if (counts.withSuccess() < config.minSuccesses()
                || counts.necessity() < config.minNecessity()
                || window.tasksWonBy(callers) < tasksNeeded) {
            return null;
        }
        double p = counts.pValue();
        if (p > config.maxCandidateP()) {
            return null;
        }
        return new Finding(window.terms(), call, counts, p, p <= config.maxP(), window.wonBy(callers));
    }

    private boolean beatsOthers(String lineage, ConditionWindow window, Finding finding) {
        List<String> shared = window.sharedBySuccesses(window.callers(finding.action()));
        if (finding.conditions().size() == 1) {
            // Something narrower explains all its successes: then the narrower reading is safer.
            return shared.isEmpty();
        }
        for (String term : finding.conditions()) {
            if (holdsInGeneral(lineage, term, finding.action())) {
                return false;
            }
        }
        TreeSet<String> all = new TreeSet<>(finding.conditions());
        all.addAll(shared);
        for (List<String> other : ContrastTable.conditions(List.copyOf(all))) {
            if (other.size() == 2 && !other.equals(finding.conditions()) && explainsAsWell(lineage, other, finding)) {
                return false;
            }
        }
        return true;
    }

    private boolean holdsInGeneral(String lineage, String term, String action) {
        ConditionWindow window = table.window(lineage, List.of(term));
        if (window == null || !window.sharedBySuccesses(window.callers(action)).isEmpty()) {
            return false;
        }
        Finding general = finding(window, action);
        return general != null && general.firm();
    }

    private boolean explainsAsWell(String lineage, List<String> other, Finding finding) {
        ConditionWindow window = table.window(lineage, other);
        if (window == null) {
            return false;
        }
        Counts counts = window.countsOfCall(finding.action());
        return counts.withSuccess() >= finding.counts().withSuccess()
                && counts.necessity() >= config.minNecessity()
                && finding.p() * config.rivalFactor() >= counts.pValue();
    }
}

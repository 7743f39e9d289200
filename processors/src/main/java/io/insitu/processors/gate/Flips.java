package io.insitu.processors.gate;

import io.insitu.schemas.event.EvaluationResult;
import io.insitu.schemas.event.ProbeOutcome;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The pairs of an evaluation, counted.
 *
 * @param toPass pairs only the candidate passed
 * @param toFail pairs only the baseline passed
 * @param strange whether it answers about tasks nobody asked for, or about a trial twice
 */
record Flips(int probes, int toPass, int toFail, int baselinePassed, int candidatePassed, boolean strange) {
    static Flips of(List<String> tasks, EvaluationResult result) {
        int toPass = 0;
        int toFail = 0;
        int baselinePassed = 0;
        int candidatePassed = 0;
        Set<String> pairs = new HashSet<>();
        boolean strange = false;
        for (ProbeOutcome probe : result.getProbes()) {
            strange |= !tasks.contains(probe.getTaskId()) || !pairs.add(probe.getTaskId() + "\n" + probe.getTrial());
            toPass += !probe.getBaselinePassed() && probe.getCandidatePassed() ? 1 : 0;
            toFail += probe.getBaselinePassed() && !probe.getCandidatePassed() ? 1 : 0;
            baselinePassed += probe.getBaselinePassed() ? 1 : 0;
            candidatePassed += probe.getCandidatePassed() ? 1 : 0;
        }
        return new Flips(result.getProbes().size(), toPass, toFail, baselinePassed, candidatePassed, strange);
    }

    double rate(int passed) {
        return probes == 0 ? 0 : (double) passed / probes;
    }
}

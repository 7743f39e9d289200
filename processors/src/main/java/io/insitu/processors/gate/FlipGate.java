package io.insitu.processors.gate;

import io.insitu.schemas.event.EvaluationResult;
import io.insitu.schemas.event.ProbeOutcome;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Judges a candidate by flips: pairs of attempts, same task and seed, that only one side passed. Before it believes a
 * probe, it examines the probe.
 */
public final class FlipGate {
    private final GateConfig config;

    public FlipGate(GateConfig config) {
        this.config = config;
    }

    /**
     * @param candidateId who was to be examined, {@code baselineId} against whom, on which {@code tasks}
     */
    public Verdict judge(String candidateId, String baselineId, List<String> tasks, EvaluationResult result) {
        int failToPass = 0;
        int passToFail = 0;
        int baselinePassed = 0;
        int candidatePassed = 0;
        Set<String> pairs = new HashSet<>();
        boolean strange = false;
        for (ProbeOutcome probe : result.getProbes()) {
            strange |= !tasks.contains(probe.getTaskId()) || !pairs.add(probe.getTaskId() + "\n" + probe.getTrial());
            failToPass += !probe.getBaselinePassed() && probe.getCandidatePassed() ? 1 : 0;
            passToFail += probe.getBaselinePassed() && !probe.getCandidatePassed() ? 1 : 0;
            baselinePassed += probe.getBaselinePassed() ? 1 : 0;
            candidatePassed += probe.getCandidatePassed() ? 1 : 0;
        }
        int probes = result.getProbes().size();
        double p = signTest(failToPass, passToFail);
        Map<String, Double> evidence = new TreeMap<>();
        evidence.put("probes", (double) probes);
        evidence.put("broken", (double) result.getBroken());
        evidence.put("failToPass", (double) failToPass);
        evidence.put("passToFail", (double) passToFail);
        evidence.put("baselineRate", probes == 0 ? 0 : (double) baselinePassed / probes);
        evidence.put("candidateRate", probes == 0 ? 0 : (double) candidatePassed / probes);
        evidence.put("selfCheckFlips", (double) result.getSelfCheckFlips());
        evidence.put("pValue", p);

        if (!result.getCandidateId().equals(candidateId)
                || !result.getBaselineId().equals(baselineId)) {
            return new Verdict.Hold("the probe compared other adapters than it was asked to", evidence);
        }
        if (result.getSelfCheckFlips() != 0) {
            return new Verdict.Hold(
                    "the probe disagreed with itself in " + result.getSelfCheckFlips() + " pairs", evidence);
        }
        if (strange) {
            return new Verdict.Hold("the probe answered about tasks or trials nobody asked for", evidence);
        }
        int asked = tasks.size() * config.trials();
        if (probes < config.minCoverage() * asked) {
            return new Verdict.Hold("the probe was cut short: " + probes + " of " + asked + " pairs", evidence);
        }
        String flips = String.format(
                Locale.ROOT,
                "%d probes turned to success, %d to failure (p %.3f, at most %.3f)",
                failToPass,
                passToFail,
                p,
                config.maxP());
        return failToPass - passToFail >= config.minNet() && p <= config.maxP()
                ? new Verdict.Promote(flips, evidence)
                : new Verdict.Reject(flips, evidence);
    }

    /** Probability of at least so many flips to success if flips had no preference. */
    static double signTest(int failToPass, int passToFail) {
        int flips = failToPass + passToFail;
        double term = StrictMath.pow(0.5, flips);
        double p = 0;
        for (int k = 0; k <= flips; k++) {
            p += k >= failToPass ? term : 0;
            term *= (double) (flips - k) / (k + 1);
        }
        return Math.min(1, p);
    }
}

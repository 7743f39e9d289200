package io.insitu.processors.gate;

import io.insitu.schemas.event.EvaluationResult;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
     * Whether the candidate shall replace what serves.
     *
     * @param candidateId who was to be examined, {@code baselineId} against whom, on which {@code tasks}
     */
    public Verdict judge(String candidateId, String baselineId, List<String> tasks, EvaluationResult result) {
        Flips flips = Flips.of(tasks, result);
        double p = signTest(flips.toPass(), flips.toFail());
        Map<String, Double> evidence = evidence(flips, result, p);
        Optional<String> doubtful = doubtful(candidateId, baselineId, tasks, result, flips);
        if (doubtful.isPresent()) {
            return new Verdict.Hold(doubtful.get(), evidence);
        }
        return flips.toPass() - flips.toFail() >= config.minNet() && p <= config.maxP()
                ? new Verdict.Promote(words(flips, p), evidence)
                : new Verdict.Reject(words(flips, p), evidence);
    }

    /** Whether what serves shall give way to its parent: the same test, with the burden of proof on the parent. */
    Verdict reconsider(String liveId, String parentId, List<String> tasks, EvaluationResult result) {
        Flips flips = Flips.of(tasks, result);
        double p = signTest(flips.toFail(), flips.toPass());
        Map<String, Double> evidence = evidence(flips, result, p);
        Optional<String> doubtful = doubtful(liveId, parentId, tasks, result, flips);
        if (doubtful.isPresent()) {
            return new Verdict.Hold(doubtful.get(), evidence);
        }
        return flips.toFail() - flips.toPass() >= config.minNet() && p <= config.maxP()
                ? new Verdict.Reject(words(flips, p), evidence)
                : new Verdict.Keep(words(flips, p), evidence);
    }

    private Optional<String> doubtful(
            String candidateId, String baselineId, List<String> tasks, EvaluationResult result, Flips flips) {
        if (!result.getCandidateId().equals(candidateId)
                || !result.getBaselineId().equals(baselineId)) {
            return Optional.of("the probe compared other adapters than it was asked to");
        }
        if (result.getSelfCheckFlips() != 0) {
            return Optional.of("the probe disagreed with itself in " + result.getSelfCheckFlips() + " pairs");
        }
        if (flips.strange()) {
            return Optional.of("the probe answered about tasks or trials nobody asked for");
        }
        int asked = tasks.size() * config.trials();
        return flips.probes() < config.minCoverage() * asked
                ? Optional.of("the probe was cut short: " + flips.probes() + " of " + asked + " pairs")
                : Optional.empty();
    }

    private String words(Flips flips, double p) {
        return String.format(
                Locale.ROOT,
                "%d probes turned to success, %d to failure (p %.3f, at most %.3f)",
                flips.toPass(),
                flips.toFail(),
                p,
                config.maxP());
    }

    private static Map<String, Double> evidence(Flips flips, EvaluationResult result, double p) {
        Map<String, Double> evidence = new TreeMap<>();
        evidence.put("probes", (double) flips.probes());
        evidence.put("broken", (double) result.getBroken());
        evidence.put("failToPass", (double) flips.toPass());
        evidence.put("passToFail", (double) flips.toFail());
        evidence.put("baselineRate", flips.rate(flips.baselinePassed()));
        evidence.put("candidateRate", flips.rate(flips.candidatePassed()));
        evidence.put("selfCheckFlips", (double) result.getSelfCheckFlips());
        evidence.put("pValue", p);
        return evidence;
    }

    /** Probability of at least so many flips in favour if flips had no preference. */
    static double signTest(int inFavour, int against) {
        int flips = inFavour + against;
        double term = StrictMath.pow(0.5, flips);
        double p = 0;
        for (int k = 0; k <= flips; k++) {
            p += k >= inFavour ? term : 0;
            term *= (double) (flips - k) / (k + 1);
        }
        return Math.min(1, p);
    }
}

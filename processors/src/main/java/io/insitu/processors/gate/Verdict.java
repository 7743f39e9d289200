package io.insitu.processors.gate;

import java.util.Map;

/** What an evaluation says about a candidate. */
public sealed interface Verdict {
    String reason();

    Map<String, Double> evidence();

    /** It is better than what serves, by more than luck. */
    record Promote(String reason, Map<String, Double> evidence) implements Verdict {}

    /** It is not. */
    record Reject(String reason, Map<String, Double> evidence) implements Verdict {}

    /** What serves is no worse than its parent. */
    record Keep(String reason, Map<String, Double> evidence) implements Verdict {}

    /** The probe itself is not to be trusted; it says nothing about the candidate. */
    record Hold(String reason, Map<String, Double> evidence) implements Verdict {}
}

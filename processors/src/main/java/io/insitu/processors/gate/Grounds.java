package io.insitu.processors.gate;

import java.util.List;
import java.util.Map;

/**
 * Why an adapter gets another status.
 *
 * @param reason in words
 * @param evidence in numbers
 * @param causes ids of the facts that decided it: the question an evaluator answered, an operator's command
 */
record Grounds(String reason, Map<String, Double> evidence, List<String> causes) {
    Grounds {
        evidence = Map.copyOf(evidence);
        causes = List.copyOf(causes);
    }

    static Grounds of(String reason, String... causes) {
        return new Grounds(reason, Map.of(), List.of(causes));
    }

    static Grounds of(Verdict verdict, String requestId) {
        return new Grounds(verdict.reason(), verdict.evidence(), List.of(requestId));
    }

    /** The same facts decide something else as well, which their numbers are not about. */
    Grounds also(String other) {
        return new Grounds(other, Map.of(), causes);
    }

    Grounds saying(String other) {
        return new Grounds(other, evidence, causes);
    }
}

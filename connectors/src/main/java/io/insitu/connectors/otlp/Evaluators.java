package io.insitu.connectors.otlp;

import java.util.Set;

/**
 * Whose evaluations are more than an opinion. A name is the sender's word, and whoever may send spans could call itself
 * a person, whose word outweighs every other; so names count only where the receiver was told them.
 *
 * @param people names under which persons judge
 * @param verifiers names of checks that ask nobody's opinion
 */
public record Evaluators(Set<String> people, Set<String> verifiers) {
    public Evaluators {
        people = Set.copyOf(people);
        verifiers = Set.copyOf(verifiers);
    }

    /** Nobody is known. */
    public static Evaluators none() {
        return new Evaluators(Set.of(), Set.of());
    }

    /** The source of what an evaluator of that name says. */
    String source(String name) {
        String kind = people.contains(name) ? "human" : verifiers.contains(name) ? "verifier" : "evaluation";
        return (name.isBlank() ? kind : kind + "/" + name) + "@otlp";
    }
}

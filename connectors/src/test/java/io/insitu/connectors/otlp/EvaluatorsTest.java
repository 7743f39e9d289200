package io.insitu.connectors.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A name alone gives an evaluator no weight, or whoever may send a span could speak with a person's. */
class EvaluatorsTest {
    private static final Evaluators KNOWN = new Evaluators(Set.of("desk lead"), Set.of("unit tests"));

    @ParameterizedTest
    @CsvSource({
        "human, evaluation/human@otlp",
        "human/anna, evaluation/human/anna@otlp",
        "verifier@1, evaluation/verifier@1@otlp",
        "outcome, evaluation/outcome@otlp",
        "'', evaluation@otlp",
        "desk lead, human/desk lead@otlp",
        "unit tests, verifier/unit tests@otlp"
    })
    void onlyThoseTheReceiverWasToldOfAreMoreThanAnOpinion(String name, String source) {
        assertThat(KNOWN.source(name)).isEqualTo(source);
    }
}

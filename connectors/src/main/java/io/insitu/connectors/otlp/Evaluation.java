package io.insitu.connectors.otlp;

import static io.insitu.connectors.otlp.Convention.EVALUATION_EXPLANATION;
import static io.insitu.connectors.otlp.Convention.EVALUATION_LABEL;
import static io.insitu.connectors.otlp.Convention.EVALUATION_NAME;
import static io.insitu.connectors.otlp.Convention.EVALUATION_SCORE;

import io.insitu.schemas.event.Feedback;
import io.insitu.schemas.event.OutcomeKind;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;

/** An evaluation's result is feedback about the attempt. */
final class Evaluation {
    private static final Set<String> GOOD = Set.of("pass", "passed", "correct", "success", "true", "yes", "relevant");
    private static final Set<String> BAD =
            Set.of("fail", "failed", "incorrect", "failure", "false", "no", "irrelevant", "not_relevant");
    private static final int LONGEST_COMMENT = 10_000;

    private Evaluation() {}

    static Feedback feedback(Attributes told, Evaluators evaluators) throws Unusable {
        String name = told.text(EVALUATION_NAME);
        OptionalDouble score = told.number(EVALUATION_SCORE);
        String label = told.text(EVALUATION_LABEL);
        boolean within = score.isPresent() && Math.abs(score.getAsDouble()) <= 1;
        String comment = told.text(EVALUATION_EXPLANATION);
        String note = score.isPresent() && !within ? "score " + score.getAsDouble() + ". " : "";
        return Feedback.newBuilder()
                .setSource(Teller.name("evaluation name", evaluators.source(name)))
                .setOutcome(outcome(label.strip().toLowerCase(Locale.ROOT), score, within))
                .setReward(within ? score.getAsDouble() : 0)
                .setComment(note + comment.substring(0, Math.min(comment.length(), LONGEST_COMMENT)))
                .build();
    }

    private static OutcomeKind outcome(String label, OptionalDouble score, boolean within) {
        if (GOOD.contains(label)) {
            return OutcomeKind.SUCCESS;
        }
        if (BAD.contains(label)) {
            return OutcomeKind.FAILURE;
        }
        if (!within) { // on whatever scale that was
            return OutcomeKind.UNKNOWN;
        }
        return score.getAsDouble() >= 0.5 ? OutcomeKind.SUCCESS : OutcomeKind.FAILURE;
    }
}

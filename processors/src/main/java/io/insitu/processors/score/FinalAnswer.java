package io.insitu.processors.score;

import io.insitu.processors.score.Calls.Call;
import io.insitu.schemas.Digest;
import io.insitu.schemas.event.CloseReason;
import io.insitu.schemas.event.Generation;
import io.insitu.schemas.event.Message;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Role;
import io.insitu.schemas.event.Trajectory;
import java.util.List;
import java.util.Locale;

/** Names what an attempt came to, such that attempts which came to the same have one name: its vote. */
final class FinalAnswer {
    private final Effects effects;

    FinalAnswer(Effects effects) {
        this.effects = effects;
    }

    /**
     * The calls that worked and can have changed something, as a bag; of an attempt without any call, its last words. Empty for one
     * that the world broke or that did not come to its end: it answered nothing.
     */
    String of(Trajectory attempt) {
        if (attempt.getOutcome() == OutcomeKind.INFRASTRUCTURE || attempt.getClosed() != CloseReason.ENDED) {
            return "";
        }
        List<Call> calls = Calls.of(attempt);
        if (calls.isEmpty()) {
            String words = lastWords(attempt);
            return words.isEmpty() ? "" : ExpectedActions.shortened(Digest.of("words", words));
        }
        List<String> done = calls.stream()
                .filter(call -> call.worked() && effects.possible(call.call().getTool()))
                .map(Call::key)
                .sorted()
                .toList();
        return ExpectedActions.shortened(Digest.of(done));
    }

    /** Without case, spaces and the full stop at the end: they are no part of an answer. */
    static String lastWords(Trajectory attempt) {
        String last = "";
        for (Object step : attempt.getSteps()) {
            if (step instanceof Message message && message.getRole() == Role.ASSISTANT) {
                last = message.getContent();
            } else if (step instanceof Generation generation) {
                last = generation.getText();
            }
        }
        return last.toLowerCase(Locale.ROOT).strip().replaceAll("\\s+", " ").replaceAll("\\.$", "");
    }
}

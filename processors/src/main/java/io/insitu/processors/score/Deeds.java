package io.insitu.processors.score;

import io.insitu.processors.score.Calls.Call;
import io.insitu.schemas.Digest;
import io.insitu.schemas.event.ToolResult;
import io.insitu.schemas.event.Trajectory;
import java.util.ArrayList;
import java.util.List;

/**
 * What can be seen of an attempt at a task that does not say what it expects.
 *
 * @param taskKey names the task: what it is called, and what was asked
 * @param endKey names the bag of calls that worked and can have changed something, whatever came back
 * @param changedSomething whether there is such a call
 * @param seen names all calls with what came back, in order, and the last words; empty: nothing was recorded. Attempts of the same
 *     name differ in nothing a grade could be about
 */
record Deeds(String taskKey, String endKey, boolean changedSomething, String seen) {
    static Deeds of(Trajectory attempt, Effects effects) {
        List<Call> calls = Calls.of(attempt);
        List<String> done = calls.stream()
                .filter(call -> call.worked() && effects.possible(call.call().getTool()))
                .map(Call::key)
                .sorted()
                .toList();
        String words = FinalAnswer.lastWords(attempt);
        List<String> all = new ArrayList<>();
        calls.forEach(call -> all.add(call.key()));
        for (Object step : attempt.getSteps()) {
            if (step instanceof ToolResult result) {
                all.add(result.getStatus().name());
                all.add(result.getContent());
            }
        }
        boolean anything = !all.isEmpty() || !words.isEmpty();
        all.add(words);
        return new Deeds(
                ExpectedActions.shortened(Digest.of("unsaid", attempt.getTaskId(), attempt.getInstruction())),
                ExpectedActions.shortened(Digest.of(done)),
                !done.isEmpty(),
                anything ? ExpectedActions.shortened(Digest.of(all)) : "");
    }
}

package io.insitu.processors.score;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.insitu.processors.score.Effects.Made;
import io.insitu.schemas.Digest;
import io.insitu.schemas.TaskAttributes;
import io.insitu.schemas.event.Message;
import io.insitu.schemas.event.Role;
import io.insitu.schemas.event.Trajectory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A verifier that asks nobody's opinion: the calls that worked and can have changed something must be those the task
 * expects, as bags, and what had to be said must have been said.
 */
final class ExpectedActions {
    /** Its name as a source of rewards. */
    static final String SOURCE = "verifier/expected-actions@1";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final String task;
    private final List<Expected> calls;
    private final List<String> outputs;

    private ExpectedActions(String task, List<Expected> calls, List<String> outputs) {
        this.task = task;
        this.calls = calls;
        this.outputs = outputs;
    }

    /**
     * A call that can change something.
     *
     * @param said its arguments' values
     */
    record Expected(String tool, String key, Set<String> said) {}

    /**
     * What it found.
     *
     * @param done keys of the calls that had an effect, sorted
     * @param wanted keys of the calls that should have had one, sorted; none that cannot be made
     * @param said whether everything was said
     */
    record Finding(List<String> done, List<String> wanted, boolean said) {
        boolean passed() {
            return said && done.equals(wanted);
        }

        boolean nothingDone() {
            return done.isEmpty() && !wanted.isEmpty();
        }
    }

    /**
     * What an attempt's task expects; none when it does not say, says it illegibly, or expects a user to act too: such a
     * user has ways of its own, and many ways lead to the same end.
     */
    static Optional<ExpectedActions> of(Trajectory attempt, Effects effects) {
        Map<String, String> attributes = attempt.getAttributes();
        String actions = attributes.get(TaskAttributes.EXPECTED_ACTIONS);
        if (actions == null) {
            return Optional.empty();
        }
        try {
            List<Expected> calls = new ArrayList<>();
            for (JsonNode action : array(actions)) {
                String tool = action.path("name").asText();
                if (!action.path("requestor").asText("assistant").equals("assistant")) {
                    return Optional.empty();
                }
                if (effects.possible(tool)) {
                    JsonNode arguments = action.path("arguments");
                    calls.add(new Expected(tool, CallKey.of(tool, arguments), Said.in(arguments)));
                }
            }
            List<String> outputs = new ArrayList<>();
            array(attributes.getOrDefault(TaskAttributes.EXPECTED_OUTPUTS, "[]"))
                    .forEach(output -> outputs.add(spoken(output.asText())));
            return Optional.of(new ExpectedActions(attempt.getTaskId(), calls, outputs));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static JsonNode array(String text) throws JsonProcessingException {
        JsonNode array = JSON.readTree(text);
        if (!array.isArray()) {
            throw new JsonProcessingException("no array") {
                private static final long serialVersionUID = 1;
            };
        }
        return array;
    }

    /** The tools it expects calls of that can change something. */
    Set<String> tools() {
        Set<String> tools = new TreeSet<>();
        calls.forEach(call -> tools.add(call.tool()));
        return tools;
    }

    /** The keys of the calls it expects, sorted. */
    List<String> keys() {
        return calls.stream().map(Expected::key).sorted().toList();
    }

    /** Names the task by what it expects too: benchmarks number their tasks from nought, each its own. */
    String taskKey() {
        return shortened(
                Digest.of(Stream.concat(Stream.of(task), keys().stream()).toList()));
    }

    /** Names the end that the task is to come to. */
    String endKey() {
        return shortened(Digest.of(keys()));
    }

    /**
     * @param made the attempt's calls of tools that can change something
     * @param otherwise what its calls of tools that no task expects said; one of them can have done what several calls were to
     * @param impossible keys of calls that nobody can make
     */
    Finding examine(Trajectory attempt, List<Made> made, List<Set<String>> otherwise, Predicate<String> impossible) {
        List<String> done = done(made);
        List<String> unmatched = new ArrayList<>(done);
        List<String> wanted = new ArrayList<>();
        for (Expected call : calls) {
            if (!impossible.test(call.key()) && (unmatched.remove(call.key()) || !saidBy(otherwise, call))) {
                wanted.add(call.key());
            }
        }
        Collections.sort(wanted);
        return new Finding(done, wanted, silent(attempt).isEmpty());
    }

    /** A tool made of others has a name of its own; that it was told all that this call says shows what it was to do. */
    private static boolean saidBy(List<Set<String>> otherwise, Expected call) {
        return !call.said().isEmpty() && otherwise.stream().anyMatch(told -> told.containsAll(call.said()));
    }

    static List<String> done(List<Made> made) {
        return made.stream().filter(Made::worked).map(Made::key).sorted().toList();
    }

    /** What the attempt should have said and did not. */
    List<String> silent(Trajectory attempt) {
        if (outputs.isEmpty()) {
            return List.of();
        }
        StringBuilder said = new StringBuilder();
        for (Object step : attempt.getSteps()) {
            if (step instanceof Message message && message.getRole() == Role.ASSISTANT) {
                said.append(spoken(message.getContent())).append(' ');
            }
        }
        return outputs.stream().filter(output -> said.indexOf(output) < 0).toList();
    }

    /** In what sums are written differently, numbers with commas or without. */
    private static String spoken(String text) {
        return text.toLowerCase(Locale.ROOT).replace(",", "");
    }

    /** Enough to tell apart what one lineage holds. */
    static String shortened(String digest) {
        return digest.substring(0, 16);
    }
}

package io.insitu.connectors.reflexion;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.connectors.importing.Beside;
import io.insitu.connectors.importing.Layout;
import io.insitu.connectors.importing.Run;
import io.insitu.connectors.importing.Steps;
import io.insitu.connectors.importing.Teller;
import io.insitu.connectors.importing.Words;
import io.insitu.schemas.event.Role;
import io.insitu.schemas.event.TaskStarted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells the attempts of one trial. What had succeeded in an earlier trial is in every later file as well, but was not
 * tried again: the file of the trial before tells which. A lesson that is new in this file was written after failing.
 */
final class TrialRuns implements Teller {
    private static final Pattern TRIAL = Pattern.compile("(.*_trial_)(\\d{1,9})(\\..*)");
    private static final int MOST = 200_000;

    private final Map<String, Before> before = new HashMap<>();
    private final String trial;
    private final List<String> missing;

    private record Before(boolean succeeded, int lessons) {}

    TrialRuns(Path file) throws IOException {
        Matcher name = TRIAL.matcher(String.valueOf(file.getFileName()));
        if (!name.matches()) {
            trial = "";
            missing = List.of(file.getFileName() + ": its name does not say which trial it is (…_trial_07.json);"
                    + " successes carried over from earlier ones are told again");
            return;
        }
        int number = Integer.parseInt(name.group(2));
        trial = String.valueOf(number);
        String digits = "%0" + name.group(2).length() + "d";
        String earlier = name.group(1) + digits.formatted(Math.max(0, number - 1)) + name.group(3);
        Path previous = file.resolveSibling(earlier);
        if (number > 0 && Files.isReadable(previous)) {
            Beside.records(previous, Layout.EACH, this::remember);
        }
        missing = number > 0 && before.isEmpty()
                ? List.of(file.getFileName() + ": " + earlier
                        + " should lie beside it; successes carried over from earlier trials are told again")
                : List.of();
    }

    private void remember(JsonNode environment) {
        if (before.size() < MOST) {
            before.put(
                    Words.shortened(environment.path("name").asText()),
                    new Before(
                            environment.path("is_success").asBoolean(),
                            environment.path("memory").size()));
        }
    }

    @Override
    public List<Run> tell(long number, JsonNode environment) {
        ReflexionTrials.check(environment);
        String name = environment.path("name").asText();
        Before known = before.getOrDefault(Words.shortened(name), new Before(false, 0));
        if (known.succeeded() || environment.path("skip").asBoolean()) {
            return List.of();
        }
        boolean success = environment.path("is_success").asBoolean();
        JsonNode lessons = environment.path("memory");
        Steps steps = new Steps();
        if (!success && lessons.size() > known.lessons()) {
            steps.message(Role.ASSISTANT, lessons.path(lessons.size() - 1).asText(""));
        }
        TaskStarted started = TaskStarted.newBuilder()
                .setTaskId(name)
                .setInstruction(name)
                .setAttributes(Map.of("trial", trial, "lessonsBefore", String.valueOf(known.lessons())))
                .build();
        return List.of(new Run(
                started, steps.list(), Steps.judged(success, success ? 1 : 0, "recorded outcome of the environment")));
    }

    @Override
    public List<String> missing() {
        return missing;
    }
}

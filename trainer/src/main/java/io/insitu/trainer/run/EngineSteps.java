package io.insitu.trainer.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Steps that one engine did; of a run that was interrupted there may be several such.
 *
 * @param engine with its version
 * @param from its first step, counted from 1
 * @param to its last
 */
public record EngineSteps(String engine, int from, int to) {
    private static final Pattern LINE = Pattern.compile("([1-9]\\d{0,8}) ([1-9]\\d{0,8}) (\\S+)");

    /** These steps and then those of an engine; one that goes on itself is one. */
    static List<EngineSteps> then(List<EngineSteps> before, String engine, int from, int to) {
        List<EngineSteps> all = new ArrayList<>(before);
        int last = all.size() - 1;
        if (last >= 0 && all.get(last).engine().equals(engine)) {
            all.set(last, new EngineSteps(engine, all.get(last).from(), to));
        } else {
            all.add(new EngineSteps(engine, from, to));
        }
        return all;
    }

    /** As a line of a file. */
    String line() {
        return from + " " + to + " " + engine;
    }

    /** What a line tells of the first so many steps. */
    static Optional<EngineSteps> parse(String line, int steps) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches() || Integer.parseInt(matcher.group(1)) > steps) {
            return Optional.empty();
        }
        return Optional.of(new EngineSteps(
                matcher.group(3),
                Integer.parseInt(matcher.group(1)),
                Math.min(steps, Integer.parseInt(matcher.group(2)))));
    }
}

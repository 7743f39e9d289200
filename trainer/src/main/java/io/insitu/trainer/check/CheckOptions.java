package io.insitu.trainer.check;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to check.
 *
 * @param shapes to time
 * @param steps timed of each shape
 * @param fixtures folder of fixture folders; null: none are at hand
 * @param tests what the device tests said, a JSON file; null: they were not run
 * @param python with transformers and PEFT; null: not compared
 * @param script that runs them
 * @param kernels where compiled kernels are kept
 * @param out JSON file to write
 */
record CheckOptions(
        List<Shape> shapes,
        int steps,
        @Nullable Path fixtures,
        @Nullable Path tests,
        @Nullable String python,
        @Nullable Path script,
        Path kernels,
        Path out) {
    /** Pairs of a name and a value, as {@code ops/gpu-check} gives them. */
    static CheckOptions of(String... arguments) {
        List<Shape> shapes = List.of(Shape.values());
        int steps = 5;
        Path fixtures = null;
        Path tests = null;
        String python = null;
        Path script = null;
        Path kernels = Path.of("kernels");
        Path out = Path.of("gpu-check.json");
        Deque<String> rest = new ArrayDeque<>(Arrays.asList(arguments));
        while (!rest.isEmpty()) {
            String name = rest.remove();
            String value = rest.poll();
            if (value == null) {
                throw new IllegalArgumentException(name + " needs a value");
            }
            switch (name) {
                case "--shapes" ->
                    shapes = Arrays.stream(value.split(",")).map(Shape::named).toList();
                case "--steps" -> steps = positive(value);
                case "--fixtures" -> fixtures = Path.of(value);
                case "--tests" -> tests = Path.of(value);
                case "--python" -> python = value;
                case "--script" -> script = Path.of(value);
                case "--kernels" -> kernels = Path.of(value);
                case "--out" -> out = Path.of(value);
                default ->
                    throw new IllegalArgumentException("no option " + name + "; there are --shapes, --steps,"
                            + " --fixtures, --tests, --python, --script, --kernels and --out");
            }
        }
        return new CheckOptions(shapes, steps, fixtures, tests, python, script, kernels, out);
    }

    private static int positive(String value) {
        try {
            int number = Integer.parseInt(value);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, as any other number that is none
        }
        throw new IllegalArgumentException("--steps must be a number above 0, was " + value);
    }
}

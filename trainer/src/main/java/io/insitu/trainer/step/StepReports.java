package io.insitu.trainer.step;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What several steps said together. A reading that none of them has means nothing to their loss, and is empty here. */
public final class StepReports {
    private StepReports() {}

    /** A number of a step, if it has one. */
    @FunctionalInterface
    public interface Reading<T> {
        @Nullable
        T of(StepReport report);
    }

    public static OptionalDouble max(List<StepReport> steps, Reading<Double> reading) {
        return steps.stream()
                .map(reading::of)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .max();
    }

    /** The mean over target tokens. */
    public static OptionalDouble mean(List<StepReport> steps, Reading<Double> reading) {
        double sum = 0;
        long targets = 0;
        for (StepReport step : steps) {
            Double value = reading.of(step);
            if (value != null) {
                sum += value * step.targetTokens();
                targets += step.targetTokens();
            }
        }
        return targets == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / targets);
    }

    public static OptionalLong sum(List<StepReport> steps, Reading<Long> reading) {
        List<Long> values =
                steps.stream().map(reading::of).filter(Objects::nonNull).toList();
        return values.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(values.stream().mapToLong(Long::longValue).sum());
    }
}

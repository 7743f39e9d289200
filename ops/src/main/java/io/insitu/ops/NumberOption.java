package io.insitu.ops;

import java.math.BigDecimal;

/** Numbers that somebody typed for an option. A refusal names the option, the number, why it makes no sense and what would. */
public final class NumberOption {
    private NumberOption() {}

    /** A whole number that must not be less. */
    public static void atLeast(String option, long value, long least, String why) {
        must(value >= least, option, Long.toString(value), why, "a whole number from " + least);
    }

    /** A finite number that must be more. */
    public static void above(String option, double value, double floor, String why) {
        must(
                value > floor && Double.isFinite(value),
                option,
                shown(value),
                why,
                "a finite number above " + shown(floor));
    }

    /** A finite number that must not be less. */
    public static void from(String option, double value, double floor, String why) {
        must(
                value >= floor && Double.isFinite(value),
                option,
                shown(value),
                why,
                "a finite number from " + shown(floor));
    }

    /** Part of a whole. */
    public static void share(String option, double value, String why) {
        must(value >= 0 && value <= 1, option, shown(value), why, "a number from 0 to 1");
    }

    /** @param allowed in words: what to give instead */
    public static void must(boolean sensible, String option, double value, String why, String allowed) {
        must(sensible, option, shown(value), why, allowed);
    }

    private static void must(boolean sensible, String option, String value, String why, String allowed) {
        if (!sensible) {
            throw UserError.usage(option + " " + value + ": " + why + "; give " + allowed);
        }
    }

    /** As somebody would type it: 1, not 1.0. */
    private static String shown(double value) {
        return Double.isFinite(value) && Math.abs(value) < 1e9 && Math.abs(value) >= 1e-3 || value == 0
                ? new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString()
                : Double.toString(value);
    }
}

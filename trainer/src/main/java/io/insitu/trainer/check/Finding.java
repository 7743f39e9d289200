package io.insitu.trainer.check;

import org.jspecify.annotations.Nullable;

/**
 * One measured number.
 *
 * @param floorShare share of what the device could do at most; null where that says nothing
 * @param target what was promised; null where nothing was
 * @param atLeast whether a larger number is better
 */
public record Finding(
        String what,
        double value,
        String unit,
        @Nullable Double floorShare,
        @Nullable Double target,
        boolean atLeast) {
    /** Only told. */
    static Finding of(String what, double value, String unit) {
        return new Finding(what, value, unit, null, null, true);
    }

    static Finding atLeast(String what, double value, String unit, double target) {
        return new Finding(what, value, unit, null, target, true);
    }

    static Finding atMost(String what, double value, String unit, double target) {
        return new Finding(what, value, unit, null, target, false);
    }

    Finding ofFloor(double share) {
        return new Finding(what, value, unit, share, target, atLeast);
    }

    /** {@code met}, {@code missed}, or nothing where nothing was promised; what is no number is missed. */
    String verdict() {
        if (target == null) {
            return "";
        }
        return (atLeast ? value >= target : value <= target) ? "met" : "missed";
    }
}

package io.insitu.processors.distil;

/** The 2x2 table of one call under one condition. */
public record Counts(int withSuccess, int withFailure, int withoutSuccess, int withoutFailure) {
    double pValue() {
        return FisherExact.oneSided(withSuccess, withFailure, withoutSuccess, withoutFailure);
    }

    /** Share of the successes that made the call. */
    double necessity() {
        int successes = withSuccess + withoutSuccess;
        return successes == 0 ? 0 : (double) withSuccess / successes;
    }

    /** Share of the attempts with the call that succeeded. */
    double sufficiency() {
        int with = withSuccess + withFailure;
        return with == 0 ? 0 : (double) withSuccess / with;
    }
}

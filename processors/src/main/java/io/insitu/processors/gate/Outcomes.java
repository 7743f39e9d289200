package io.insitu.processors.gate;

/** The newest outcomes of what serves, one bit each, at most 64. */
public record Outcomes(int size, long successes) {
    static final Outcomes NONE = new Outcomes(0, 0);

    Outcomes with(boolean success) {
        return new Outcomes(Math.min(Long.SIZE, size + 1), (successes << 1) | (success ? 1 : 0));
    }

    double rate() {
        return size == 0 ? 0 : (double) Long.bitCount(successes) / size;
    }
}

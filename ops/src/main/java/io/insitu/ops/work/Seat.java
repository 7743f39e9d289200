package io.insitu.ops.work;

import java.time.Duration;

/**
 * A worker's place at the log.
 *
 * @param name of its group and its transactions: whoever takes it goes on where the one before stopped, and there is one at a time
 * @param longest how long one answer may take; the broker takes a worker that is silent for longer to be gone
 * @param writesLetters whether it says of what cannot be read that it cannot. All workers read the same questions, and one letter is enough
 */
public record Seat(String name, Duration longest, boolean writesLetters) {}

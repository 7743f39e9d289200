package io.insitu.connectors.desk;

import io.insitu.connectors.desk.ModelVocabulary.Pool;

/**
 * A made-up desk with rules that never change, named in the prompt. Learning a few of them by heart teaches a base model to
 * look at intent and tier together when it chooses: what an adapter later needs to learn the rules of a desk that is new. The
 * rules of no real desk are among them but by chance.
 *
 * @param number which of the desks
 */
record KnownDesk(int number) {
    /** The token that names it. */
    int token() {
        return Pool.DESK.token(number);
    }

    /** What it always does for tickets of this intent and tier. */
    int resolution(int intent, int tier) {
        return Pool.RESOLUTION.token(
                Draws.seeded(key(intent, tier), "known-desk").nextInt(Pool.RESOLUTION.size()));
    }

    /** Whether it asks first in this category. */
    boolean verifies(int category) {
        return Draws.seeded(key(category, 0), "known-desk-verifies").nextBoolean();
    }

    private long key(int word, int other) {
        return (number * 1_000L + word) * 1_000L + other;
    }
}

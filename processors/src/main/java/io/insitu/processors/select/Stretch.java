package io.insitu.processors.select;

import io.insitu.schemas.event.Drawn;

/**
 * Tokens of a sample that one known policy drew.
 *
 * @param adapterId empty: the base model alone
 */
record Stretch(String adapterId, int first, int count) {
    Drawn drawn() {
        return new Drawn(adapterId, first, count);
    }
}

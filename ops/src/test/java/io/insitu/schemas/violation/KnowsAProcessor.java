package io.insitu.schemas.violation;

import io.insitu.processors.Ids;

/** Breaks an arrow on purpose. */
public final class KnowsAProcessor {
    public long lastMs() {
        return Ids.LAST_MS + "".length();
    }

    public String violation() {
        return String.valueOf(Ids.violation("id", ""));
    }
}

package io.insitu.processors;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** What may serve as an id: it becomes part of keys, so it must not reach into another's. */
public final class Ids {
    public static final int MAX_CHARS = 256;

    /** The last instant anybody may speak of, end of the year 9999: sums with it stay far from overflow. */
    public static final long LAST_MS = 253_402_300_799_999L;

    private Ids() {}

    /** The rule an id breaks, in words; null when it breaks none. */
    public static @Nullable String violation(String field, String value) {
        return value.isBlank() ? field + " must not be blank" : violationUnlessEmpty(field, value);
    }

    /** As {@link #violation}, for an id that may be absent. */
    public static @Nullable String violationUnlessEmpty(String field, String value) {
        if (value.length() > MAX_CHARS) {
            return field + " must have at most " + MAX_CHARS + " characters, had " + value.length();
        }
        return Keys.legal(value) ? null : field + " must not contain control characters";
    }

    /** As {@link #violationUnlessEmpty}, for each of several; none of them need be there. */
    public static @Nullable String violationOfAny(String field, Collection<String> values) {
        for (String value : values) {
            String violation = violationUnlessEmpty(field, value);
            if (violation != null) {
                return violation;
            }
        }
        return null;
    }

    /** The rule an event time breaks, in words; null when it breaks none. */
    public static @Nullable String violation(String field, long atMs) {
        return atMs > 0 && atMs <= LAST_MS ? null : field + " must be a time from 1970 to 9999, was " + atMs;
    }

    /** The first that is not null. */
    public static @Nullable String first(@Nullable String... violations) {
        for (String violation : violations) {
            if (violation != null) {
                return violation;
            }
        }
        return null;
    }
}

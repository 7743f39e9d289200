package io.insitu.processors;

/** Keys made of parts, such that the entries of one lineage, group or trajectory are neighbours. */
public final class Keys {
    /** Ids never contain it: the assembler refuses control characters. */
    private static final char SEPARATOR = '\u001f';

    private Keys() {}

    /** The parts, joined: {@code lineage, groupId}. */
    public static String of(String... parts) {
        return String.join(String.valueOf(SEPARATOR), parts);
    }

    /** What all longer keys that begin with these parts begin with. */
    public static String prefix(String... parts) {
        return of(parts) + SEPARATOR;
    }

    /** A non-negative number such that order of keys is order of numbers. */
    public static String number(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("a number in a key must not be negative, was " + value);
        }
        String digits = Long.toString(value);
        return "0".repeat(19 - digits.length()) + digits;
    }

    /** The number that is this part of a key, counted from 0. */
    public static long numberAt(String key, int part) {
        return Long.parseLong(key.split(String.valueOf(SEPARATOR), -1)[part]);
    }

    /** The last part of a key. */
    public static String last(String key) {
        return key.substring(key.lastIndexOf(SEPARATOR) + 1);
    }

    /** The first part of a key. */
    public static String first(String key) {
        int end = key.indexOf(SEPARATOR);
        return end < 0 ? key : key.substring(0, end);
    }

    /** Whether this text may be part of a key. */
    public static boolean legal(String part) {
        return part.chars().noneMatch(c -> c < ' ');
    }
}

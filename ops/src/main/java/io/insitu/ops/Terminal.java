package io.insitu.ops;

/** Whether somebody watches. {@code ops/insitu} says so: newer JDKs have a console even where the output is a file. */
public final class Terminal {
    private Terminal() {}

    /** Standard output is a terminal. */
    public static boolean output() {
        return Boolean.getBoolean("insitu.terminal.out");
    }

    /** Standard error is a terminal. */
    public static boolean errors() {
        return Boolean.getBoolean("insitu.terminal.err");
    }
}

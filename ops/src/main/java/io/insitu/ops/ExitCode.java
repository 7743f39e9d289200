package io.insitu.ops;

/** What a command's exit says to a script. */
public final class ExitCode {
    public static final int OK = 0;
    /** It ran and failed, or what it compared differs. */
    public static final int FAILED = 1;
    /** It was not asked in a way it understands; nothing was done. */
    public static final int USAGE = 2;

    private ExitCode() {}
}

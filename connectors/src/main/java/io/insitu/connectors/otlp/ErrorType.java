package io.insitu.connectors.otlp;

import java.util.Locale;
import java.util.regex.Pattern;

/** What {@code error.type} says: an exception's class, a status code, or a word. */
final class ErrorType {
    private static final Pattern BROKEN_WORLD = Pattern.compile(
            "time.?d?.?out|deadline|connect|unavailable|rate.?limit|too.?many.?requests|quota|overloaded|cancel|abort"
                    + "|network|socket|dns|unknownhost|ssl|econn|enotfound|ioexception|oserror|outofmemory|\\b(5\\d\\d|429|408)\\b");

    /** Somebody or something judged what the agent made, rather than that the world broke under it. */
    private static final Pattern JUDGED =
            Pattern.compile("tool.?error|validation|guardrail|content.?filter|refus|task.?failed|goal|incorrect");

    private ErrorType() {}

    static boolean isBrokenWorld(String type) {
        return BROKEN_WORLD.matcher(type.toLowerCase(Locale.ROOT)).find();
    }

    static boolean isJudgement(String type) {
        return !isBrokenWorld(type)
                && JUDGED.matcher(type.toLowerCase(Locale.ROOT)).find();
    }
}

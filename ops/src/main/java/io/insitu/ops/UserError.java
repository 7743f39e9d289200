package io.insitu.ops;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.insitu.schemas.JsonReason;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.util.Locale;

/** Something the person at the keyboard can put right: one line naming the thing, the reason and the way out. */
public final class UserError extends RuntimeException {
    private final int exitCode;

    /** Something failed while running: exit code 1. */
    public UserError(String message) {
        this(ExitCode.FAILED, message);
    }

    private UserError(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** What was asked for makes no sense: exit code 2. */
    public static UserError usage(String message) {
        return new UserError(ExitCode.USAGE, message);
    }

    /**
     * Why something failed, in one line: what each catcher on the way added (the file, the tensor), from the outside in, and
     * no more than once. A wrapper that only repeats what it wraps says nothing.
     */
    public static String reason(Throwable failure) {
        StringBuilder told = new StringBuilder();
        Throwable innermost = failure;
        for (Throwable one = failure; one != null; one = one.getCause()) {
            innermost = one;
            String own = own(one);
            if (!own.isEmpty() && told.indexOf(own) < 0) {
                told.append(told.isEmpty() ? "" : ": ").append(own);
            }
        }
        return told.isEmpty() ? innermost.getClass().getSimpleName() : told.toString();
    }

    /** The first line that this one added to its cause, without what it only repeats; empty when there is none. */
    private static String own(Throwable one) {
        if (one instanceof FileSystemException trouble && trouble.getReason() == null) {
            return words(trouble) + ": " + trouble.getFile();
        }
        if (one instanceof CharacterCodingException) {
            return "not UTF-8"; // Java says "Input length = 1"
        }
        if (one instanceof JsonProcessingException trouble) {
            return JsonReason.of(trouble);
        }
        String message = String.valueOf(one.getMessage() == null ? "" : one.getMessage());
        Throwable cause = one.getCause();
        if (cause != null) {
            message = message.replace(cause.toString(), "").strip();
        }
        String line = message.lines().findFirst().orElse("").strip();
        return line.endsWith(":") ? line.substring(0, line.length() - 1) : line;
    }

    /** Java says what is wrong with a file in the name of the exception only: NoSuchFile, AccessDenied. */
    private static String words(FileSystemException trouble) {
        return trouble.getClass()
                .getSimpleName()
                .replace("Exception", "")
                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
    }

    public int exitCode() {
        return exitCode;
    }

    /** Not a bug: where it was thrown is of no interest. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}

package io.insitu.ops;

import java.nio.file.FileSystemException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

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

    /** The innermost reason of a failure, in one line. */
    public static String reason(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        @Nullable
        String message = innermost instanceof FileSystemException trouble && trouble.getReason() == null
                ? words(trouble) + ": " + trouble.getFile()
                : innermost.getMessage();
        String text =
                message == null || message.isBlank() ? innermost.getClass().getSimpleName() : message;
        return text.lines().findFirst().orElse(text);
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

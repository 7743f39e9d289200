package io.insitu.schemas;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is wrong with a JSON text, in one line for whoever wrote the text. The library's own message is for whoever called the
 * library: it speaks of redacted sources, of features to enable and of classes of its own.
 */
public final class JsonReason {
    private static final Pattern OPENED = Pattern.compile(" \\(start marker at \\[Source: [^\\]]*\\]\\)");
    private static final Pattern PLACE = Pattern.compile("line: (\\d+), column: (\\d+)");

    /** Of the library's message: what speaks to a programmer, not of the text. */
    private static final Pattern NOISE = Pattern.compile(
            " ?\\[Source: [^\\]]*\\]" // that the source is not told
                    + "| \\([^()]*Feature[^()]*\\)" // (Feature 'X' not enabled for parser), (`StreamReadFeature.X`
                    // disabled)
                    + "|: enable `[^`]*` to allow"
                    + "|: not allowed as per `[^`]*`"
                    + "|, from `[^`]*`" // a limit, from `StreamReadConstraints.getX()`
                    + "| \\((`JsonToken|of type )[^)]*\\)"
                    + "| \\(bound as [^)]*\\)");

    private JsonReason() {}

    /** Of a text of several lines: what is wrong, and in which line and column. */
    public static String of(JsonProcessingException trouble) {
        return said(trouble, true);
    }

    /** Of one record of a file, whose number the caller tells: a line is told only of a record of several lines. */
    public static String ofRecord(JsonProcessingException trouble) {
        return said(trouble, false);
    }

    private static String said(JsonProcessingException trouble, boolean lines) {
        String message =
                String.valueOf(trouble.getOriginalMessage()); // a mapping's has no line break, a parser's may quote one
        message = OPENED.matcher(message).replaceAll(opened -> opened(opened.group(), lines));
        message = NOISE.matcher(message)
                .replaceAll("")
                .replaceAll("\\p{Cntrl}+", " ")
                .strip();
        JsonLocation at = trouble.getLocation();
        return at == null || at.getLineNr() < 1 || at.getColumnNr() < 1
                ? message
                : message + ", " + place(lines, at.getLineNr(), at.getColumnNr());
    }

    private static String opened(String said, boolean lines) {
        Matcher at = PLACE.matcher(said);
        return at.find()
                ? " (opened in " + place(lines, Integer.parseInt(at.group(1)), Integer.parseInt(at.group(2))) + ")"
                : "";
    }

    private static String place(boolean lines, int line, int column) {
        return (lines || line > 1 ? "line " + line + ", " : "") + "column " + column;
    }
}

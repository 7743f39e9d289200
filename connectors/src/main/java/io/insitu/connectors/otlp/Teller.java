package io.insitu.connectors.otlp;

import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.Message;
import io.insitu.schemas.event.Role;
import io.insitu.schemas.event.ToolCall;
import io.insitu.schemas.event.ToolResult;
import io.insitu.schemas.event.ToolStatus;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * Gives what one span told its ids, time and place. A trajectory is a trace as seen by one lineage: a trace that runs
 * through several services is one attempt of each.
 */
final class Teller {
    static final String SOURCE = "otlp@1";

    private static final int LONGEST_ID = 256;
    private static final int LONGEST_LINEAGE = 200;
    private static final int LONGEST_TEXT = 200_000;

    private final String traceId;
    private final String spanId;
    private final String lineage;
    private final long latestMs;
    private final List<Interaction> events = new ArrayList<>();

    /**
     * @param whose the lineage it is told as, and until when things may have happened
     */
    Teller(String traceId, String spanId, Attributes resource, Whose whose) throws Unusable {
        this.traceId = hex("traceId", traceId, 32);
        this.spanId = spanId.isEmpty() ? "" : hex("spanId", spanId, 16);
        this.lineage = name("lineage", whose.lineage(resource), LONGEST_LINEAGE);
        this.latestMs = whose.latestMs();
    }

    List<Interaction> events() {
        return events;
    }

    String traceId() {
        return traceId;
    }

    String spanId() {
        return spanId;
    }

    /** An event that only this span can tell. */
    void own(String what, long atNanos, int seq, SpecificRecord body) throws Unusable {
        tell(traceId + "/" + spanId + "/" + what, atNanos, seq, body);
    }

    /** An event that others tell too; it is known by its content. */
    void shared(String what, long atNanos, int seq, SpecificRecord body) throws Unusable {
        tell(traceId + "/" + what, atNanos, seq, body);
    }

    private void tell(String eventId, long atNanos, int seq, SpecificRecord body) throws Unusable {
        long atMs = atNanos / 1_000_000;
        if (atMs < 1) {
            throw new Unusable(DeadLetterReason.INVALID_FIELD, "its time is missing");
        }
        if (atMs > latestMs) {
            throw new Unusable(
                    DeadLetterReason.CLOCK_IN_FUTURE,
                    "its time is " + (atMs - latestMs) + " ms beyond what is allowed");
        }
        events.add(Interaction.newBuilder()
                .setEventId(eventId)
                .setTrajectoryId(traceId + "/" + lineage)
                .setLineage(lineage)
                .setSeq(seq)
                .setAtMs(atMs)
                .setSource(SOURCE)
                .setBody(body)
                .build());
    }

    static Message message(Role role, String content) {
        return Message.newBuilder().setRole(role).setContent(cut(content)).build();
    }

    static ToolCall call(String callId, String tool, String arguments) throws Unusable {
        if (arguments.length() > LONGEST_TEXT) { // cut, they would mean something else
            throw new Unusable(
                    DeadLetterReason.TOO_LARGE,
                    "the arguments of " + tool + " have more than " + LONGEST_TEXT + " characters");
        }
        return ToolCall.newBuilder()
                .setCallId(name("tool call id", callId, LONGEST_ID))
                .setTool(name("tool name", tool, LONGEST_ID))
                .setArguments(arguments)
                .build();
    }

    static ToolResult result(String callId, String tool, ToolStatus status, String content, double durationMs)
            throws Unusable {
        return ToolResult.newBuilder()
                .setCallId(name("tool call id", callId, LONGEST_ID))
                .setTool(tool.isEmpty() ? "" : name("tool name", tool, LONGEST_ID))
                .setStatus(status)
                .setContent(cut(content))
                .setDurationMs(durationMs)
                .build();
    }

    /** A name that may become part of ids. */
    static String name(String field, String value) throws Unusable {
        return name(field, value, LONGEST_ID);
    }

    private static String name(String field, String value, int most) throws Unusable {
        if (value.isBlank() || value.length() > most || value.chars().anyMatch(Character::isISOControl)) {
            throw new Unusable(
                    DeadLetterReason.INVALID_FIELD,
                    field + " must have 1 to " + most + " characters, none of them a control character");
        }
        return value;
    }

    static String cut(String text) {
        if (text.length() <= LONGEST_TEXT) {
            return text;
        }
        String note = " [cut, was " + text.length() + " characters]";
        int keep = LONGEST_TEXT - note.length();
        if (Character.isHighSurrogate(text.charAt(keep - 1))) {
            keep--; // half a character is not UTF-8
        }
        return text.substring(0, keep) + note;
    }

    private static String hex(String field, String value, int length) throws Unusable {
        boolean valid = value.length() == length
                && value.chars().allMatch(c -> Character.digit(c, 16) >= 0)
                && value.chars().anyMatch(c -> c != '0');
        if (!valid) {
            throw new Unusable(
                    DeadLetterReason.INVALID_FIELD, field + " must be " + length / 2 + " bytes that are not all zero");
        }
        return value;
    }
}

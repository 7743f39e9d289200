package io.insitu.processors;

import io.insitu.schemas.event.Generation;
import io.insitu.schemas.event.Message;
import io.insitu.schemas.event.ToolCall;
import io.insitu.schemas.event.ToolResult;
import io.insitu.schemas.event.Trajectory;
import java.util.Locale;

/** An attempt as a model may read it: what was asked, said, called and returned, bounded, and nothing of what it is measured by. */
public final class Transcript {
    public static final int LONGEST_STEP = 2_000;

    private static final String LEFT_OUT = " [… left out …] ";

    private Transcript() {}

    /**
     * @param longest in characters
     */
    public static String of(Trajectory attempt, int longest) {
        StringBuilder text = new StringBuilder("task: ").append(shortened(attempt.getInstruction(), LONGEST_STEP));
        for (Object step : attempt.getSteps()) {
            text.append('\n').append(shortened(line(step), LONGEST_STEP));
        }
        return shortened(text.toString(), longest);
    }

    private static String line(Object step) {
        if (step instanceof Message message) {
            return message.getRole().name().toLowerCase(Locale.ROOT) + ": " + message.getContent();
        } else if (step instanceof Generation generation) {
            return "assistant: " + generation.getText();
        } else if (step instanceof ToolCall call) {
            return "call: " + call.getTool() + " " + call.getArguments();
        } else if (step instanceof ToolResult result) {
            return "result, " + result.getStatus().name().toLowerCase(Locale.ROOT) + ": " + result.getContent();
        }
        throw new IllegalStateException("unknown step " + step.getClass());
    }

    /** Beginning and end: what was asked and what it came to. Never half a character. */
    private static String shortened(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int part = (most - LEFT_OUT.length()) / 2;
        int head = Character.isHighSurrogate(text.charAt(part - 1)) ? part - 1 : part;
        int from = text.length() - part;
        int tail = Character.isLowSurrogate(text.charAt(from)) ? from + 1 : from;
        return text.substring(0, head) + LEFT_OUT + text.substring(tail);
    }
}

package io.insitu.connectors.sdk;

import io.insitu.schemas.event.Message;
import io.insitu.schemas.event.ToolResult;

/** Makes an event fit the limit: free text is cut and says so, anything that would change its meaning is refused. */
final class Fitting {
    private final int limit;

    Fitting(int limit) {
        this.limit = limit;
    }

    boolean fits(Object body) {
        return Weight.of(body) <= limit;
    }

    /** The body within the limit where a cut is honest, otherwise the body as it was. */
    Object cut(Object body) {
        if (body instanceof Message message) {
            return Message.newBuilder(message)
                    .setContent(cut(message.getContent()))
                    .build();
        }
        if (body instanceof ToolResult result) {
            return ToolResult.newBuilder(result)
                    .setContent(cut(result.getContent()))
                    .build();
        }
        return body; // a call's arguments or a generation's tokens mean something else when cut
    }

    private String cut(String text) {
        String note = " [cut, was " + text.length() + " characters]";
        int keep = Math.max(0, limit - note.length());
        if (keep > 0 && Character.isHighSurrogate(text.charAt(keep - 1))) {
            keep--; // half a character is not UTF-8
        }
        return text.substring(0, keep) + note;
    }
}

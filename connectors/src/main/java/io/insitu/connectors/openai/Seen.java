package io.insitu.connectors.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;

/** What a request holds, said back in a few words: the kind, and of what is short the value. */
final class Seen {
    private static final int MOST = 80;

    private Seen() {}

    static String as(JsonNode node) {
        return switch (node.getNodeType()) {
            case MISSING -> "missing";
            case NULL -> "null";
            case BOOLEAN -> node.asText();
            case NUMBER -> "the number " + cut(node.asText());
            case STRING -> "the string " + quoted(node.textValue());
            case ARRAY -> node.isEmpty() ? "an empty list" : "a list";
            default -> "an object";
        };
    }

    /** On one line and between quotes, whatever it holds. */
    static String quoted(String text) {
        return new TextNode(cut(text)).toString();
    }

    /** A field's name as somebody may have written it. */
    static String bare(String name) {
        String quoted = quoted(name);
        return quoted.substring(1, quoted.length() - 1);
    }

    private static String cut(String text) {
        return text.codePointCount(0, text.length()) <= MOST
                ? text
                : text.substring(0, text.offsetByCodePoints(0, MOST)) + "…";
    }
}

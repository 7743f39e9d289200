package io.insitu.connectors.otlp;

import static io.insitu.connectors.otlp.Convention.LLM_REQUEST_TYPE;
import static io.insitu.connectors.otlp.Convention.OPERATION;
import static io.insitu.connectors.otlp.Convention.TRACELOOP_KIND;

/** What a span is about. */
enum SpanKind {
    MODEL_CALL,
    TOOL,
    AGENT,
    /** Whatever else the application traces; it is accepted, and nothing follows from it. */
    OTHER;

    static SpanKind of(Attributes attributes) {
        return switch (attributes.text(OPERATION)) {
            case "chat", "text_completion", "generate_content", "call_llm" -> MODEL_CALL;
            case "execute_tool" -> TOOL;
            case "invoke_agent" -> AGENT;
            case "" -> older(attributes);
            default -> OTHER;
        };
    }

    private static SpanKind older(Attributes attributes) {
        if (attributes.has(LLM_REQUEST_TYPE)) {
            String type = attributes.text(LLM_REQUEST_TYPE);
            return type.equals("chat") || type.equals("completion") ? MODEL_CALL : OTHER;
        }
        return switch (attributes.text(TRACELOOP_KIND)) {
            case "workflow", "agent" -> AGENT;
            case "tool" -> TOOL;
            default -> OTHER;
        };
    }
}

package io.insitu.connectors.otlp;

import static io.insitu.connectors.otlp.Convention.ANY_AGENT_ARGUMENTS;
import static io.insitu.connectors.otlp.Convention.ANY_AGENT_OUTPUT;
import static io.insitu.connectors.otlp.Convention.ERROR_TYPE;
import static io.insitu.connectors.otlp.Convention.EVALUATION;
import static io.insitu.connectors.otlp.Convention.TOOL_ARGUMENTS;
import static io.insitu.connectors.otlp.Convention.TOOL_CALL_ID;
import static io.insitu.connectors.otlp.Convention.TOOL_NAME;
import static io.insitu.connectors.otlp.Convention.TOOL_RESULT;
import static io.insitu.connectors.otlp.Convention.TRACELOOP_INPUT;
import static io.insitu.connectors.otlp.Convention.TRACELOOP_NAME;
import static io.insitu.connectors.otlp.Convention.TRACELOOP_OUTPUT;

import io.insitu.schemas.Traced;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.ToolStatus;
import java.util.List;

/** The events that follow from one span; none from a span that is not about an agent. */
final class SpanEvents {
    private final Telemetry.Span span;
    private final Teller teller;
    private final Evaluators evaluators;

    private SpanEvents(Telemetry.Span span, Teller teller, Evaluators evaluators) {
        this.span = span;
        this.teller = teller;
        this.evaluators = evaluators;
    }

    static List<Interaction> of(Telemetry.Span span, Whose whose) throws Unusable {
        Teller teller = new Teller(span.traceId(), span.spanId(), span.resource(), whose);
        if (span.spanId().isEmpty()) {
            throw new Unusable(DeadLetterReason.INVALID_FIELD, "spanId is missing");
        }
        new SpanEvents(span, teller, whose.evaluators()).tell();
        return teller.events();
    }

    private void tell() throws Unusable {
        switch (SpanKind.of(span.attributes())) {
            case MODEL_CALL -> modelCall();
            case TOOL -> tool();
            case AGENT -> new AgentSpan(span, teller).tell();
            case OTHER -> {}
        }
        for (int i = 0; i < span.events().size(); i++) {
            Telemetry.Event event = span.events().get(i);
            if (event.name().equals(EVALUATION.key())) {
                teller.own(
                        "evaluation." + i,
                        event.atNanos() == 0 ? span.endNanos() : event.atNanos(),
                        -1,
                        Evaluation.feedback(event.attributes(), evaluators));
            }
        }
    }

    private void modelCall() throws Unusable {
        new Talk(teller).tell(Dialogue.of(span), span.startNanos(), end());
        if (span.isRoot() && !teller.events().isEmpty()) { // the whole trace is this call
            teller.own("end", end(), Traced.BY_TIME, AgentSpan.ended(span));
        }
    }

    private void tool() throws Unusable {
        Attributes told = span.attributes();
        String tool = told.text(TOOL_NAME, TRACELOOP_NAME);
        String name = tool.isBlank() ? "unknown" : tool;
        String id = told.has(TOOL_CALL_ID) ? told.text(TOOL_CALL_ID) : Traced.NAMELESS_CALL + span.spanId();
        String arguments = told.text(TOOL_ARGUMENTS, ANY_AGENT_ARGUMENTS, TRACELOOP_INPUT);
        String content = told.text(TOOL_RESULT, ANY_AGENT_OUTPUT, TRACELOOP_OUTPUT);
        teller.own(
                "call",
                span.startNanos(),
                Traced.BY_TIME,
                Teller.call(id, name, arguments.isBlank() ? "{}" : arguments));
        teller.own(
                "result",
                end(),
                Traced.BY_TIME,
                Teller.result(
                        id,
                        name,
                        status(),
                        content.isEmpty() && span.failed() ? span.statusMessage() : content,
                        (end() - span.startNanos()) / 1e6));
    }

    private ToolStatus status() {
        if (!span.failed()) {
            return ToolStatus.OK;
        }
        return ErrorType.isBrokenWorld(span.attributes().text(ERROR_TYPE))
                ? ToolStatus.INFRASTRUCTURE
                : ToolStatus.ERROR;
    }

    private long end() {
        return Math.max(span.startNanos(), span.endNanos());
    }
}

package io.insitu.connectors.otlp;

import static io.insitu.connectors.otlp.Convention.ASSISTANT_MESSAGE;
import static io.insitu.connectors.otlp.Convention.CHOICE;
import static io.insitu.connectors.otlp.Convention.EVALUATION;
import static io.insitu.connectors.otlp.Convention.OPERATION_DETAILS;
import static io.insitu.connectors.otlp.Convention.SYSTEM_MESSAGE;
import static io.insitu.connectors.otlp.Convention.TOOL_MESSAGE;
import static io.insitu.connectors.otlp.Convention.USER_MESSAGE;

import io.insitu.schemas.Digest;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.Feedback;
import io.insitu.schemas.event.Interaction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** What becomes of a request. Knows nothing of earlier ones. */
final class TraceMapping {
    private static final Set<String> MESSAGES = Set.of(
            SYSTEM_MESSAGE.key(),
            USER_MESSAGE.key(),
            ASSISTANT_MESSAGE.key(),
            TOOL_MESSAGE.key(),
            CHOICE.key(),
            OPERATION_DETAILS.key());

    private final Whose whose;
    private final int most;
    private final List<Interaction> events = new ArrayList<>();
    private final List<Refused> refused = new ArrayList<>();

    private TraceMapping(Whose whose, int most) {
        this.whose = whose;
        this.most = most;
    }

    /**
     * @param events what is told; an event may come again, in another request or in this one
     * @param refused a span or log record each
     */
    record Result(List<Interaction> events, List<Refused> refused) {
        int size() {
            return events.size() + refused.size();
        }
    }

    record Refused(DeadLetterReason reason, String detail, Supplier<byte[]> original) {}

    /**
     * @param most events and refusals; once more follow, the rest is not looked at
     */
    static Result of(Telemetry telemetry, Whose whose, int most) {
        TraceMapping mapping = new TraceMapping(whose, most);
        for (Telemetry.Span span : telemetry.spans()) {
            if (mapping.hasRoom()) {
                mapping.span(span);
            }
        }
        mapping.logs(telemetry.logs());
        return new Result(List.copyOf(mapping.events), List.copyOf(mapping.refused));
    }

    private boolean hasRoom() {
        return events.size() + refused.size() <= most;
    }

    private void span(Telemetry.Span span) {
        try {
            events.addAll(SpanEvents.of(span, whose));
        } catch (Unusable e) {
            refused.add(new Refused(e.reason(), "span " + span.spanId() + ": " + e.detail(), span.original()));
        }
    }

    private void logs(List<Telemetry.Log> logs) {
        Map<List<Object>, List<Telemetry.Log>> calls = new LinkedHashMap<>();
        for (Telemetry.Log log : logs) {
            if (!hasRoom()) {
                return;
            }
            if (log.name().equals(EVALUATION.key())) {
                evaluation(log);
            } else if (MESSAGES.contains(log.name())) {
                calls.computeIfAbsent(List.of(log.traceId(), log.spanId(), log.resource()), key -> new ArrayList<>())
                        .add(log);
            }
        }
        for (List<Telemetry.Log> call : calls.values()) {
            if (hasRoom()) {
                call(call);
            }
        }
    }

    private void call(List<Telemetry.Log> logs) {
        Telemetry.Log first = logs.get(0);
        try {
            Teller teller = new Teller(first.traceId(), first.spanId(), first.resource(), whose);
            new Talk(teller)
                    .tell(
                            Dialogue.of(logs),
                            logs.stream()
                                    .mapToLong(Telemetry.Log::atNanos)
                                    .min()
                                    .orElse(0),
                            logs.stream()
                                    .mapToLong(Telemetry.Log::atNanos)
                                    .max()
                                    .orElse(0));
            events.addAll(teller.events());
        } catch (Unusable e) {
            refuse(logs, e);
        }
    }

    private void evaluation(Telemetry.Log log) {
        try {
            Teller teller = new Teller(log.traceId(), log.spanId(), log.resource(), whose);
            // A response may be judged by several, and by one again: what is said tells them apart.
            Feedback feedback = Evaluation.feedback(log.attributes(), whose.evaluators());
            String id = Digest.of(feedback.toString(), String.valueOf(log.atNanos()));
            teller.own("evaluation/" + id, log.atNanos(), -1, feedback);
            events.addAll(teller.events());
        } catch (Unusable e) {
            refuse(List.of(log), e);
        }
    }

    private void refuse(Collection<Telemetry.Log> logs, Unusable why) {
        logs.forEach(log -> refused.add(new Refused(why.reason(), log.name() + ": " + why.detail(), log.original())));
    }
}

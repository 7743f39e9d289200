package io.insitu.ops.kill;

import io.insitu.ops.kill.Parcel.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * What agents send: attempts at a desk where whoever verifies first succeeds, told as spans or as JSON, half of them ungraded, and
 * malformed requests among them. The same seed gives the same, but for the times.
 */
final class Parcels {
    static final String SPANS = "spans";
    static final String DESK = "desk";
    private static final String TRACES = "/v1/traces";
    private static final String INTERACTIONS = "/v1/interactions";
    private static final int GROUP = 4;
    private static final int NANOS = 1_000_000;

    private final long seed;
    private final Random random;
    private final String base;
    private int made;
    private int attempts;

    /**
     * @param base id of the model that the agents of the desk say they are
     */
    Parcels(long seed, String base) {
        this.seed = seed;
        this.random = new Random(seed);
        this.base = base;
    }

    Parcel next() {
        int number = made++;
        return switch (number % 8) {
            case 3 -> malformedJson(number);
            case 6 -> malformedSpans(number);
            case 7 -> feedback(number);
            default -> attempt(Attempt.of(attempts++));
        };
    }

    private Parcel attempt(Attempt one) {
        return one.traced() ? spans(one) : json(one);
    }

    /** How an attempt goes: by its group, half of which are told by spans and half ungraded, and by its place there. */
    private record Attempt(int number, String group, String order, boolean traced, boolean verifies, String outcome) {
        static Attempt of(int number) {
            int group = number / GROUP;
            boolean graded = group % 2 == 0;
            boolean verifies = number % 2 == 0;
            String order = graded
                    ? group % 4 == 0 ? "gold" : "silver"
                    : List.of("wrong", "away", "hostile", "slow", "gold").get(group / 2 % 5);
            String outcome = graded ? verifies ? "SUCCESS" : "FAILURE" : "UNKNOWN";
            return new Attempt(number, "g" + group, order, group / 2 % 2 == 1, verifies, outcome);
        }
    }

    private Parcel json(Attempt one) {
        String id = "desk-" + seed + "-" + one.number();
        int action = one.verifies() ? 7 : 8;
        StringBuilder events = new StringBuilder();
        int seq = 0;
        event(
                events,
                id,
                seq++,
                "TaskStarted",
                "{\"taskId\":\"%s\",\"groupId\":\"desk-%s\",\"groupSize\":%d,\"instruction\":\"refund this %s order\"}"
                        .formatted(one.group(), one.group(), GROUP, one.order()));
        event(
                events,
                id,
                seq++,
                "Generation",
                "{\"text\":\"so be it\",\"promptTokens\":[1,2,%d],\"tokens\":[%d,9],\"logProbs\":[-1,-1],\"baseModelId\":\"%s\"}"
                        .formatted(3 + one.number() % 20, action, base));
        for (String tool : one.verifies() ? new String[] {"verify", "refund"} : new String[] {"refund"}) {
            event(events, id, seq, "ToolCall", call("c" + seq, tool, "\"arguments\":\"{}\""));
            event(events, id, seq + 1, "ToolResult", call("c" + seq, tool, "\"status\":\"OK\",\"content\":\"done\""));
            seq += 2;
        }
        event(events, id, seq++, "TrajectoryEnded", "{\"outcome\":\"" + one.outcome() + "\"}");
        return new Parcel(INTERACTIONS, events.toString(), Kind.ATTEMPT, id, seq);
    }

    private static String call(String id, String tool, String rest) {
        return "{\"callId\":\"" + id + "\",\"tool\":\"" + tool + "\"," + rest + "}";
    }

    private static void event(StringBuilder into, String id, int seq, String type, String body) {
        into.append("{\"trajectoryId\":\"%s\",\"lineage\":\"%s\",\"seq\":%d,\"atMs\":%d,\"type\":\"%s\",\"body\":%s}\n"
                .formatted(id, DESK, seq, System.currentTimeMillis(), type, body));
    }

    private Parcel spans(Attempt one) {
        String trace = String.format(Locale.ROOT, "%016x%016x", seed + 1, one.number() + 1);
        String outcome = one.outcome().equals("UNKNOWN") ? "" : "," + text("insitu.outcome", one.outcome());
        long now = System.currentTimeMillis();
        StringBuilder spans = new StringBuilder(span(
                trace,
                1,
                now,
                text("gen_ai.operation.name", "invoke_agent") + "," + text("insitu.task.id", one.group()) + ","
                        + text("insitu.group.id", "spans-" + one.group()) + "," + whole("insitu.group.size", GROUP)
                        + outcome));
        String asks = "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"refund this " + one.order()
                + " order\"}]}]";
        spans.append(',')
                .append(span(
                        trace,
                        2,
                        now + 1,
                        text("gen_ai.operation.name", "chat") + "," + text("gen_ai.input.messages", asks)));
        int id = 3;
        for (String tool : one.verifies() ? new String[] {"verify", "refund"} : new String[] {"refund"}) {
            spans.append(',')
                    .append(span(
                            trace,
                            id,
                            now + id,
                            text("gen_ai.operation.name", "execute_tool") + "," + text("gen_ai.tool.name", tool) + ","
                                    + text("gen_ai.tool.call.arguments", "{}") + ","
                                    + text("gen_ai.tool.call.result", "done")));
            id++;
        }
        return new Parcel(TRACES, traces(spans.toString()), Kind.ATTEMPT, trace + "/" + SPANS, 0);
    }

    private static String traces(String spans) {
        return "{\"resourceSpans\":[{\"resource\":{\"attributes\":[" + text("insitu.lineage", SPANS)
                + "]},\"scopeSpans\":[{\"spans\":[" + spans + "]}]}]}";
    }

    private static String span(String trace, int id, long atMs, String attributes) {
        return "{\"traceId\":\"%s\",\"spanId\":\"%016x\"%s,\"startTimeUnixNano\":\"%d\",\"endTimeUnixNano\":\"%d\",\"attributes\":[%s]}"
                .formatted(
                        trace,
                        id,
                        id == 1 ? "" : String.format(Locale.ROOT, ",\"parentSpanId\":\"%016x\"", 1),
                        atMs * NANOS,
                        (atMs + 1) * NANOS,
                        attributes);
    }

    private static String text(String key, String value) {
        return "{\"key\":\"" + key + "\",\"value\":{\"stringValue\":\""
                + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}}";
    }

    private static String whole(String key, int value) {
        return "{\"key\":\"" + key + "\",\"value\":{\"intValue\":\"" + value + "\"}}";
    }

    private Parcel feedback(int number) {
        String about = "desk-" + seed + "-" + random.nextInt(Math.max(1, attempts));
        String id = "said-" + seed + "-" + number;
        String body =
                "{\"eventId\":\"%s\",\"trajectoryId\":\"%s\",\"lineage\":\"%s\",\"seq\":-%d,\"atMs\":%d,\"type\":\"Feedback\",\"body\":%s}"
                        .formatted(
                                id,
                                about,
                                DESK,
                                number + 1,
                                System.currentTimeMillis(),
                                "{\"source\":\"human/ada\",\"outcome\":\"SUCCESS\",\"reward\":1}");
        return new Parcel(INTERACTIONS, body, Kind.FEEDBACK, id, 0);
    }

    private Parcel malformedJson(int number) {
        String mark = "json-" + seed + "-" + number + "-";
        StringBuilder event = new StringBuilder();
        event(event, mark, 0, "Message", "{\"role\":\"USER\",\"content\":\"hello\"}");
        String good = event.toString();
        String body = switch (number / 8 % 4) {
            case 0 -> good.substring(0, good.length() - 5);
            case 1 -> good.replace("\"seq\":0", "\"seq\":\"zero\"");
            case 2 -> good.replace("\"content\"", "\"inhalt\"");
            default -> good.replace("\"lineage\":\"", "\"lineage\":\"\\u001f");
        };
        return new Parcel(INTERACTIONS, body, Kind.MALFORMED, mark, 0);
    }

    private Parcel malformedSpans(int number) {
        String mark = "otlp-" + seed + "-" + number + "-";
        String trace = String.format(Locale.ROOT, "%016x%016x", seed + 1, (1L << 40) + number);
        String tool = span(trace, 1, 0, text("gen_ai.operation.name", "execute_tool") + "," + text("mark", mark));
        String body = number / 8 % 2 == 0 ? mark + " is no OTLP" : traces(tool);
        return new Parcel(TRACES, body, Kind.MALFORMED, mark, 0);
    }
}

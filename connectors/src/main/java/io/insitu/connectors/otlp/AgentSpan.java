package io.insitu.connectors.otlp;

import static io.insitu.connectors.otlp.Convention.AGENT;
import static io.insitu.connectors.otlp.Convention.CONVERSATION;
import static io.insitu.connectors.otlp.Convention.ERROR_TYPE;
import static io.insitu.connectors.otlp.Convention.GROUP;
import static io.insitu.connectors.otlp.Convention.GROUP_SIZE;
import static io.insitu.connectors.otlp.Convention.MODEL;
import static io.insitu.connectors.otlp.Convention.OUTCOME;
import static io.insitu.connectors.otlp.Convention.REWARD;
import static io.insitu.connectors.otlp.Convention.TASK;
import static io.insitu.connectors.otlp.Convention.TAU_REWARD;
import static io.insitu.connectors.otlp.Convention.TAU_TASK;
import static io.insitu.connectors.otlp.Convention.TOOL_DEFINITIONS;

import com.fasterxml.jackson.databind.JsonNode;
import io.insitu.schemas.Traced;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Role;
import io.insitu.schemas.event.TaskStarted;
import io.insitu.schemas.event.TrajectoryEnded;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * An agent's span: the attempt begins and ends. A root's end is the whole trace's; that of an agent within something else
 * is told as one of several, and the assembler takes the outermost.
 */
final class AgentSpan {
    private static final int MOST_TOOLS = 512;

    private final Telemetry.Span span;
    private final Attributes told;
    private final Teller teller;

    AgentSpan(Telemetry.Span span, Teller teller) {
        this.span = span;
        this.told = span.attributes();
        this.teller = teller;
    }

    void tell() throws Unusable {
        Dialogue dialogue = Dialogue.of(span);
        teller.own("begin", span.startNanos(), Traced.BY_TIME, started(dialogue));
        outside(dialogue);
        long end = Math.max(span.startNanos(), span.endNanos());
        teller.own("end", end, span.isRoot() ? Traced.BY_TIME : Traced.inConversation(0, 0), ended(span));
    }

    /** What the agent says it was told and answered; its model calls mostly say it too, and then theirs counts. */
    private void outside(Dialogue dialogue) throws Unusable {
        List<Said> all = new ArrayList<>(dialogue.input());
        all.addAll(dialogue.output());
        int last = -1;
        for (int i = 0; i < dialogue.input().size(); i++) {
            last = all.get(i).fromModel() ? i : last;
        }
        for (int i = last + 1; i < all.size(); i++) {
            Said said = all.get(i);
            if (!said.text().isEmpty() && said.role() != Role.UNKNOWN) {
                boolean answer = i >= dialogue.input().size();
                teller.own(
                        "says." + i,
                        answer ? Math.max(span.startNanos(), span.endNanos()) : span.startNanos(),
                        Traced.BY_TIME,
                        Teller.message(said.role(), said.text()));
            }
        }
    }

    private TaskStarted started(Dialogue dialogue) throws Unusable {
        Map<String, String> attributes = new HashMap<>();
        attributes.put("trace", teller.traceId());
        keep(attributes, "agent", AGENT);
        keep(attributes, "conversation", CONVERSATION);
        keep(attributes, "model", MODEL);
        Expected.keep(told, attributes);
        String asked = dialogue.input().stream()
                .filter(said -> said.role() == Role.USER)
                .map(Said::text)
                .reduce("", (first, last) -> last);
        String task = told.text(TASK, TAU_TASK);
        String group = told.text(GROUP);
        return TaskStarted.newBuilder()
                .setTaskId(task.isBlank() ? teller.traceId() : Teller.name("task id", task))
                .setGroupId(group.isBlank() ? "" : Teller.name("group id", group))
                .setGroupSize((int)
                        Math.max(1, Math.min(1_000_000, told.number(GROUP_SIZE).orElse(1))))
                .setInstruction(Teller.cut(asked))
                .setToolsOffered(tools())
                .setAttributes(attributes)
                .build();
    }

    private void keep(Map<String, String> attributes, String as, Convention name) {
        String value = told.text(name);
        if (!value.isEmpty()) {
            attributes.put(as, value.substring(0, Math.min(value.length(), 1_000)));
        }
    }

    private List<String> tools() throws Unusable {
        List<String> names = new ArrayList<>();
        for (JsonNode tool : Json.structure(told.first(TOOL_DEFINITIONS))) {
            String name =
                    tool.path("name").asText(tool.path("function").path("name").asText(""));
            if (!name.isBlank() && names.size() < MOST_TOOLS) {
                names.add(Teller.name("tool name", name));
            }
        }
        return names;
    }

    static TrajectoryEnded ended(Telemetry.Span span) {
        OptionalDouble reward = span.attributes().number(REWARD, TAU_REWARD);
        double graded = reward.isPresent() && !Double.isNaN(reward.getAsDouble()) ? reward.getAsDouble() : 0;
        return TrajectoryEnded.newBuilder()
                .setOutcome(outcome(span, reward))
                .setReward(Math.max(-1, Math.min(1, graded)))
                .setDetail(detail(span))
                .build();
    }

    private static OutcomeKind outcome(Telemetry.Span span, OptionalDouble reward) {
        String word = span.attributes().text(OUTCOME).toUpperCase(Locale.ROOT);
        for (OutcomeKind kind : OutcomeKind.values()) {
            if (kind.name().equals(word)) {
                return kind;
            }
        }
        if (reward.isPresent()) {
            return reward.getAsDouble() >= 1 ? OutcomeKind.SUCCESS : OutcomeKind.FAILURE;
        }
        if (!span.failed()) {
            return OutcomeKind.UNKNOWN; // that nothing broke says nothing about the task
        }
        return ErrorType.isJudgement(span.attributes().text(ERROR_TYPE))
                ? OutcomeKind.FAILURE
                : OutcomeKind.INFRASTRUCTURE;
    }

    private static String detail(Telemetry.Span span) {
        if (!span.failed()) {
            return "";
        }
        String why = (span.attributes().text(ERROR_TYPE) + " " + span.statusMessage()).strip();
        return why.substring(0, Math.min(why.length(), 1_000));
    }
}

package io.insitu.processors.assemble;

import io.insitu.schemas.Traced;
import io.insitu.schemas.event.Interaction;
import io.insitu.schemas.event.ToolCall;
import io.insitu.schemas.event.ToolResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * A call is told by the model that asked for it and by the span of the tool; its result by that span and by the model
 * call that was shown it. The tool knows the arguments it got, whether it worked and how long it took; the conversation
 * knows where the call belongs and what the agent was shown.
 *
 * <p>Call ids are a provider's and may come again within one conversation: the first asked for is the first made.
 */
final class RetoldCalls {
    private final List<Interaction> events;
    private final Map<Integer, Object> merged = new TreeMap<>();
    private final Set<Integer> paired = new TreeSet<>(); // of the conversation
    private final Set<Integer> gone = new TreeSet<>();
    private final Map<String, String> named = new HashMap<>(); // a nameless call's id to the one its model knew
    private final Map<String, String> tools = new HashMap<>();

    private RetoldCalls(List<Interaction> events) {
        this.events = events;
    }

    /** The events in order, calls and results once; what told them again is added to the other list. */
    static List<Interaction> once(List<Interaction> events, List<Interaction> again) {
        RetoldCalls calls = new RetoldCalls(events);
        calls.pairCalls(call -> !nameless(call.asked().getCallId())
                && call.asked().getCallId().equals(call.made().getCallId()));
        calls.pairCalls(call -> call.asked().getTool().equals(call.made().getTool())
                && (nameless(call.asked().getCallId()) || nameless(call.made().getCallId())));
        calls.pairResults();
        List<Interaction> once = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            Interaction event = events.get(i);
            if (calls.gone.contains(i)) {
                again.add(event);
            } else {
                once.add(calls.merged.containsKey(i) ? Retold.with(event, calls.merged.get(i)) : event);
            }
        }
        return once;
    }

    private record Pair(ToolCall asked, ToolCall made) {}

    private void pairCalls(Predicate<Pair> same) {
        for (int i = 0; i < events.size(); i++) {
            if (!(body(i) instanceof ToolCall made) || inConversation(i) || gone.contains(i)) {
                continue;
            }
            for (int j = 0; j < events.size(); j++) {
                if (body(j) instanceof ToolCall asked
                        && inConversation(j)
                        && same.test(new Pair(asked, made))
                        && paired.add(j)) {
                    String id = nameless(asked.getCallId()) ? made.getCallId() : asked.getCallId();
                    named.put(made.getCallId(), id);
                    boolean knows = !made.getArguments().isBlank()
                            && !made.getArguments().equals("{}");
                    merged.put(
                            j,
                            ToolCall.newBuilder(asked)
                                    .setCallId(id)
                                    .setArguments(knows ? made.getArguments() : asked.getArguments())
                                    .build());
                    gone.add(i);
                    break;
                }
            }
        }
    }

    private void pairResults() {
        for (int i = 0; i < events.size(); i++) {
            if (body(i) instanceof ToolCall call) {
                tools.put(call.getCallId(), call.getTool());
            }
        }
        for (int i = 0; i < events.size(); i++) {
            if (!(body(i) instanceof ToolResult made) || inConversation(i)) {
                continue;
            }
            String id = named.getOrDefault(made.getCallId(), made.getCallId());
            int shown = shown(id, made.getTool());
            if (shown < 0) {
                merged.put(i, ToolResult.newBuilder(made).setCallId(id).build());
                continue;
            }
            ToolResult told = (ToolResult) body(shown);
            int stays = Math.min(i, shown);
            gone.add(Math.max(i, shown));
            merged.put(
                    stays,
                    ToolResult.newBuilder(made)
                            .setCallId(id)
                            .setContent(told.getContent().isEmpty() ? made.getContent() : told.getContent())
                            .build());
        }
        for (int i = 0; i < events.size(); i++) { // nobody but the model told of these
            if (body(i) instanceof ToolResult told
                    && !gone.contains(i)
                    && told.getTool().isEmpty()) {
                merged.put(
                        i,
                        ToolResult.newBuilder(told)
                                .setTool(tools.getOrDefault(told.getCallId(), ""))
                                .build());
            }
        }
    }

    /** The first result not yet taken that the model was shown for this call; -1: none. */
    private int shown(String callId, String tool) {
        for (int j = 0; j < events.size(); j++) {
            if (body(j) instanceof ToolResult told
                    && inConversation(j)
                    && (told.getCallId().equals(callId)
                            || (nameless(told.getCallId())
                                    && (told.getTool().isEmpty()
                                            || told.getTool().equals(tool))))
                    && paired.add(j)) {
                return j;
            }
        }
        return -1;
    }

    private Object body(int i) {
        return merged.containsKey(i) ? merged.get(i) : events.get(i).getBody();
    }

    private boolean inConversation(int i) {
        return Traced.isInConversation(events.get(i).getSeq());
    }

    private static boolean nameless(String callId) {
        return callId.isEmpty() || callId.startsWith(Traced.NAMELESS_CALL);
    }
}

package io.insitu.processors.distil;

import io.insitu.schemas.event.Message;
import io.insitu.schemas.event.Role;
import io.insitu.schemas.event.ToolCall;
import io.insitu.schemas.event.ToolResult;
import io.insitu.schemas.event.ToolStatus;
import io.insitu.schemas.event.Trajectory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an attempt was told and did, as far as practices can be checked on it.
 *
 * @param told its system prompt
 * @param calls in the order they were made
 * @param offered tools it could call, as far as that is known
 * @param task what it was asked
 */
record Deeds(String told, List<Made> calls, Set<String> offered, TaskWords task) {
    private static final int MAX_TOLD = 32_768;

    /**
     * A call and what came of it.
     *
     * @param status UNKNOWN: no result was recorded
     * @param content of the result
     * @param heard what the user said last before it; empty: nothing
     */
    record Made(String tool, String arguments, ToolStatus status, String content, String heard) {
        boolean worked() {
            return status == ToolStatus.OK;
        }
    }

    static Deeds of(Trajectory trajectory) {
        Map<String, ToolResult> results = new HashMap<>();
        for (Object step : trajectory.getSteps()) {
            if (step instanceof ToolResult result) {
                results.putIfAbsent(result.getCallId(), result);
            }
        }
        StringBuilder told = new StringBuilder();
        List<Made> calls = new ArrayList<>();
        String heard = "";
        for (Object step : trajectory.getSteps()) {
            if (step instanceof Message message && message.getRole() == Role.SYSTEM) {
                String text = message.getContent();
                told.append(text, 0, Math.min(text.length(), MAX_TOLD - told.length()));
                if (told.length() < MAX_TOLD) {
                    told.append('\n');
                }
            } else if (step instanceof Message message && message.getRole() == Role.USER) {
                heard = message.getContent();
            } else if (step instanceof ToolCall call) {
                ToolResult result = results.get(call.getCallId());
                calls.add(new Made(
                        call.getTool(),
                        call.getArguments(),
                        result == null ? ToolStatus.UNKNOWN : result.getStatus(),
                        result == null ? "" : result.getContent(),
                        heard));
            }
        }
        return new Deeds(told.toString(), calls, Set.copyOf(trajectory.getToolsOffered()), new TaskWords(trajectory));
    }

    boolean called(String tool) {
        return calls.stream().anyMatch(call -> call.tool().equals(tool));
    }

    /** Tools that exist for all this attempt shows, sorted. */
    Set<String> tools() {
        Set<String> tools = new TreeSet<>(offered);
        calls.forEach(call -> tools.add(call.tool()));
        return tools;
    }
}

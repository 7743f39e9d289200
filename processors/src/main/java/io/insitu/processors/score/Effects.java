package io.insitu.processors.score;

import io.insitu.schemas.event.ToolCall;
import io.insitu.schemas.event.ToolResult;
import io.insitu.schemas.event.ToolStatus;
import io.insitu.schemas.event.Trajectory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** Which calls can have changed the world: not those of tools whose name says that they only look. */
final class Effects {
    private final List<String> readingTools;

    /**
     * @param readingTools how the names of tools that only look begin, in lower case
     */
    Effects(List<String> readingTools) {
        this.readingTools = List.copyOf(readingTools);
    }

    /** One call, and what its tool said of it. */
    record Made(String tool, String key, ToolStatus status) {
        boolean worked() {
            return status == ToolStatus.OK;
        }

        /** The tool would not; that the world broke under it says nothing about the call. */
        boolean refused() {
            return status == ToolStatus.ERROR;
        }
    }

    boolean possible(String tool) {
        String name = tool.toLowerCase(Locale.ROOT);
        return readingTools.stream().noneMatch(name::startsWith);
    }

    /** The answered calls of these tools, in the order of their answers. */
    static List<Made> made(Trajectory attempt, Set<String> tools) {
        List<Made> made = new ArrayList<>();
        answered(
                attempt,
                tools::contains,
                (call, status) ->
                        made.add(new Made(call.getTool(), CallKey.of(call.getTool(), call.getArguments()), status)));
        return made;
    }

    /** What the calls said that worked and can have changed something, of other tools than these. */
    List<Set<String>> otherwise(Trajectory attempt, Set<String> tools) {
        List<Set<String>> told = new ArrayList<>();
        answered(attempt, tool -> !tools.contains(tool) && possible(tool), (call, status) -> {
            if (status == ToolStatus.OK) {
                told.add(Said.in(call.getArguments()));
            }
        });
        return told;
    }

    private static void answered(
            Trajectory attempt, Predicate<String> tools, BiConsumer<ToolCall, ToolStatus> visitor) {
        Map<String, ToolCall> open = new HashMap<>();
        for (Object step : attempt.getSteps()) {
            if (step instanceof ToolCall call) {
                open.put(call.getCallId(), call);
            } else if (step instanceof ToolResult result) {
                ToolCall call = open.get(result.getCallId());
                if (call != null && tools.test(call.getTool())) {
                    visitor.accept(call, result.getStatus());
                }
            }
        }
    }
}

package io.insitu.connectors.context;

import io.insitu.schemas.event.Principle;
import io.insitu.schemas.event.Tool;
import java.util.List;

/**
 * What an agent gets to know.
 *
 * @param principles sentences for its prompt, best first
 * @param tools evolved tools it may call, best first
 * @param usedIds ids of everything given; goes into {@code TaskStarted.contextUsed}
 * @param withheldIds ids of what would have been given but for a draw; goes into {@code TaskStarted.contextWithheld}
 */
public record Context(List<Principle> principles, List<Tool> tools, List<String> usedIds, List<String> withheldIds) {
    private static final Context NONE = new Context(List.of(), List.of(), List.of(), List.of());

    public Context {
        principles = List.copyOf(principles);
        tools = List.copyOf(tools);
        usedIds = List.copyOf(usedIds);
        withheldIds = List.copyOf(withheldIds);
    }

    public static Context none() {
        return NONE;
    }
}

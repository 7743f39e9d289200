package io.insitu.processors.recall;

import io.insitu.schemas.event.Principle;
import io.insitu.schemas.event.Tool;
import java.util.List;

/**
 * What a task is given, best first.
 *
 * @param withheldIds entries the task would have been given, had the draw not withheld them
 */
public record Retrieved(List<Principle> principles, List<Tool> tools, List<String> usedIds, List<String> withheldIds) {
    public Retrieved {
        principles = List.copyOf(principles);
        tools = List.copyOf(tools);
        usedIds = List.copyOf(usedIds);
        withheldIds = List.copyOf(withheldIds);
    }
}

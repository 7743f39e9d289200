package io.insitu.processors.distil;

import io.insitu.schemas.event.EntryStatus;
import io.insitu.schemas.event.Tool;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tools of a library by name: every call of every attempt asks whether it is one of them. */
final class ToolNames {
    private final List<Tool> library;
    private final Set<String> names = new HashSet<>();
    private final Map<String, Tool> known = new HashMap<>();

    ToolNames(List<Tool> library) {
        this.library = library;
        for (Tool tool : library) {
            names.add(tool.getName());
            if (tool.getStatus() != EntryStatus.UNKNOWN) {
                known.putIfAbsent(tool.getName(), tool);
            }
        }
    }

    /** Whether this very list is what they were taken from. */
    boolean areOf(List<Tool> tools) {
        return library == tools;
    }

    boolean contains(String name) {
        return names.contains(name);
    }

    /** The first tool of that name whose status this program knows, or null. */
    @Nullable
    Tool known(String name) {
        return known.get(name);
    }
}

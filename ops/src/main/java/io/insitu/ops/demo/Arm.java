package io.insitu.ops.demo;

import io.insitu.ops.UserError;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What an agent may learn; all arms meet the same tasks with the same seeds. */
public enum Arm {
    FROZEN(false, false, false),
    PRINCIPLES(true, false, false),
    TOOLS(false, true, false),
    ADAPTERS(false, false, true),
    ALL(true, true, true);

    private final boolean principles;
    private final boolean tools;
    private final boolean adapters;

    Arm(boolean principles, boolean tools, boolean adapters) {
        this.principles = principles;
        this.tools = tools;
        this.adapters = adapters;
    }

    /** Reads {@code frozen,all}; a repeated name counts once. */
    public static List<Arm> parse(String names) {
        Set<Arm> arms = new LinkedHashSet<>();
        for (String name : names.split(",", -1)) {
            arms.add(Arrays.stream(values())
                    .filter(arm -> arm.word().equals(name.strip()))
                    .findFirst()
                    .orElseThrow(() -> UserError.usage("--arms: '" + name.strip() + "' is no arm; known: " + known())));
        }
        return List.copyOf(arms);
    }

    private static String known() {
        return Arrays.stream(values()).map(Arm::word).collect(Collectors.joining(", "));
    }

    /** As typed and reported. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The lineage that evolves in this arm. */
    public String lineage() {
        return "desk-" + word();
    }

    public boolean principles() {
        return principles;
    }

    public boolean tools() {
        return tools;
    }

    public boolean adapters() {
        return adapters;
    }
}

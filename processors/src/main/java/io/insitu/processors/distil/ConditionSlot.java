package io.insitu.processors.distil;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Windows whose conditions share a place in the table, most recently touched first. A place holds a few and no more,
 * so the whole table is bounded without counting it.
 */
public record ConditionSlot(List<ConditionWindow> windows) {
    static final int WAYS = 4;

    @Nullable
    ConditionWindow of(List<String> terms) {
        return windows.stream()
                .filter(window -> window.terms().equals(terms))
                .findFirst()
                .orElse(null);
    }

    ConditionSlot with(ConditionWindow window) {
        List<ConditionWindow> next = new ArrayList<>();
        next.add(window);
        windows.stream()
                .filter(other -> !other.terms().equals(window.terms()))
                .limit(WAYS - 1)
                .forEach(next::add);
        return new ConditionSlot(next);
    }
}

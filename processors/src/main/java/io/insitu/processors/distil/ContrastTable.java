package io.insitu.processors.distil;

import io.insitu.processors.Keys;
import io.insitu.processors.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Under which conditions which calls go with success: a window per single term and per pair of terms. */
public final class ContrastTable {
    private final Memory<ConditionSlot> memory;
    private final DistilConfig config;

    public ContrastTable(Memory<ConditionSlot> memory, DistilConfig config) {
        this.memory = memory;
        this.config = config;
    }

    /** Singles and pairs, each in alphabetical order, singles first. */
    static List<List<String>> conditions(List<String> inAnyOrder) {
        List<String> terms = inAnyOrder.stream().sorted().toList();
        List<List<String>> conditions = new ArrayList<>();
        terms.forEach(term -> conditions.add(List.of(term)));
        for (int i = 0; i < terms.size(); i++) {
            for (int j = i + 1; j < terms.size(); j++) {
                conditions.add(List.of(terms.get(i), terms.get(j)));
            }
        }
        return conditions;
    }

    void add(String lineage, Attempt attempt) {
        change(lineage, attempt.terms(), window -> window.with(attempt, config.window()));
    }

    void correct(String lineage, Attempt attempt) {
        change(lineage, attempt.terms(), window -> window.corrected(attempt.number(), attempt.success()));
    }

    void remove(String lineage, Attempt attempt) {
        change(lineage, attempt.terms(), window -> window.without(attempt.number()));
    }

    /** Begins anew for a condition whose principle no longer holds: only what came after its last success counts. */
    public void restart(String lineage, List<String> terms, String call) {
        ConditionWindow window = window(lineage, terms);
        if (window != null) {
            put(lineage, window.sinceLastSuccessOf(call));
        }
    }

    @Nullable
    ConditionWindow window(String lineage, List<String> terms) {
        ConditionSlot slot = memory.get(key(lineage, terms));
        return slot == null ? null : slot.of(terms);
    }

    private void change(String lineage, List<String> terms, UnaryOperator<ConditionWindow> change) {
        for (List<String> condition : conditions(terms)) {
            ConditionWindow window = window(lineage, condition);
            put(lineage, change.apply(window == null ? ConditionWindow.opened(condition) : window));
        }
    }

    private void put(String lineage, ConditionWindow window) {
        String key = key(lineage, window.terms());
        ConditionSlot slot = memory.get(key);
        memory.put(key, (slot == null ? new ConditionSlot(List.of()) : slot).with(window));
    }

    private String key(String lineage, List<String> terms) {
        return Keys.of(lineage, Keys.number(Math.floorMod(terms.hashCode(), config.slots())));
    }
}

package io.insitu.ops.audit;

import io.insitu.processors.LineageFaculties;
import io.insitu.schemas.event.ConfigureLineage;
import io.insitu.schemas.event.Control;
import io.insitu.schemas.event.Pause;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What each lineage was always, or at some time, allowed to learn: all that can be said without the order of learning. */
final class Faculties {
    private final Map<String, List<LineageFaculties>> heard = new HashMap<>();

    void command(Control control) {
        List<LineageFaculties> known = heard.computeIfAbsent(control.getLineage(), lineage -> new ArrayList<>());
        if (control.getBody() instanceof ConfigureLineage configured) {
            known.add(new LineageFaculties(
                    configured.getLearnPrinciples(), configured.getLearnTools(), configured.getLearnAdapters(), false));
        } else if (control.getBody() instanceof Pause) {
            known.add(LineageFaculties.ALL.paused(true));
        }
    }

    boolean alwaysPrinciples(String lineage) {
        return of(lineage).stream().allMatch(LineageFaculties::learnsPrinciples);
    }

    boolean everPrinciples(String lineage) {
        return ever(lineage, LineageFaculties::principles);
    }

    boolean alwaysTools(String lineage) {
        return of(lineage).stream().allMatch(LineageFaculties::learnsTools);
    }

    boolean everTools(String lineage) {
        return ever(lineage, LineageFaculties::tools);
    }

    boolean alwaysAdapters(String lineage) {
        return of(lineage).stream().allMatch(LineageFaculties::adapters);
    }

    /** A pause says nothing about what was allowed before it. */
    private boolean ever(String lineage, Predicate<LineageFaculties> may) {
        List<LineageFaculties> configured =
                of(lineage).stream().filter(each -> !each.paused()).toList();
        return configured.isEmpty() || configured.stream().anyMatch(may);
    }

    private List<LineageFaculties> of(String lineage) {
        List<LineageFaculties> known = heard.getOrDefault(lineage, List.of());
        return known.isEmpty() ? List.of(LineageFaculties.ALL) : known;
    }
}

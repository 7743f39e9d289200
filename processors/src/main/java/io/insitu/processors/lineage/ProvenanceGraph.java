package io.insitu.processors.lineage;

import io.insitu.processors.FactKind;
import io.insitu.processors.Keys;
import io.insitu.processors.Memories;
import io.insitu.processors.Memory;
import io.insitu.processors.lineage.LineageMemory.Edge;
import io.insitu.processors.lineage.LineageMemory.Origin;
import io.insitu.processors.lineage.LineageMemory.Position;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Facts and their causes, per lineage; of a fact that is said again and again the newest causes. An edge leads from an older fact to a newer one, so there is no cycle. */
public final class ProvenanceGraph {
    /** More than an attempt has events, with all late judgements that scoring takes, and a batch has samples. */
    static final int MAX_CAUSES = 1_024;

    private final int maxFacts;
    private final Memory<Origin> origins;
    private final Memory<Edge> effects;
    private final Memory<Position> order;

    /**
     * @param maxFacts facts remembered per lineage
     */
    public ProvenanceGraph(int maxFacts, Memories memories) {
        this.maxFacts = maxFacts;
        this.origins = memories.open(LineageMemory.CAUSES);
        this.effects = memories.open(LineageMemory.EFFECTS);
        this.order = memories.open(LineageMemory.ORDER);
    }

    /** Notes what a fact was made from; said again, its causes add up. */
    void note(String lineage, String factId, FactKind kind, List<String> causes) {
        Origin known = origins.get(Keys.of(lineage, factId));
        Set<String> all = new LinkedHashSet<>();
        if (known != null) {
            all.addAll(known.causes());
        }
        all.addAll(causes);
        all.remove("");
        all.remove(factId);
        forgetOldest(lineage, factId, all);
        long number = known == null ? numbered(lineage, factId) : known.number();
        origins.put(Keys.of(lineage, factId), new Origin(kind, List.copyOf(all), number));
        if (kind
                != FactKind
                        .TRAJECTORY) { // its causes are raw events; one is looked up so rarely that a scan is cheaper
            all.forEach(cause -> effects.put(Keys.of(lineage, cause, factId), new Edge(kind)));
        }
    }

    /** An entry of the library lives long, and changes with what is found for and against it. */
    private void forgetOldest(String lineage, String factId, Set<String> causes) {
        Iterator<String> oldest = causes.iterator();
        while (causes.size() > MAX_CAUSES) {
            effects.delete(Keys.of(lineage, oldest.next(), factId));
            oldest.remove();
        }
    }

    /** What a fact was made from; null: unknown or forgotten. */
    public @Nullable Origin origin(String lineage, String factId) {
        return origins.get(Keys.of(lineage, factId));
    }

    /** The trajectory an event belongs to; the id itself when it is already a fact's, or nobody knows it. */
    public String trajectoryOf(String lineage, String subjectId) {
        if (origins.get(Keys.of(lineage, subjectId)) != null) {
            return subjectId;
        }
        for (Memory.Entry<Origin> entry : origins.startingWith(Keys.prefix(lineage))) {
            if (entry.value().kind() == FactKind.TRAJECTORY
                    && entry.value().causes().contains(subjectId)) {
                return Keys.last(entry.key());
            }
        }
        return subjectId;
    }

    /** Everything derived from a fact, near things first. */
    public Map<String, FactKind> derivedFrom(String lineage, String factId) {
        Map<String, FactKind> reached = new LinkedHashMap<>();
        ArrayDeque<String> frontier = new ArrayDeque<>(List.of(factId));
        while (!frontier.isEmpty()) {
            for (Memory.Entry<Edge> edge : effects.startingWith(Keys.prefix(lineage, frontier.remove()))) {
                String effect = Keys.last(edge.key());
                if (!effect.equals(factId)
                        && reached.putIfAbsent(effect, edge.value().kind()) == null) {
                    frontier.add(effect);
                }
            }
        }
        return reached;
    }

    private long numbered(String lineage, String factId) {
        Position head = order.get(lineage);
        long number = head == null ? 0 : head.next();
        int count = head == null ? 0 : head.count();
        order.put(Keys.of(lineage, Keys.number(number)), new Position(factId, 0, 0));
        if (count >= maxFacts) {
            forget(lineage, Keys.of(lineage, Keys.number(number - count))); // numbers have no gaps
            count--;
        }
        order.put(lineage, new Position("", number + 1, count + 1));
        return number;
    }

    private void forget(String lineage, String oldest) {
        Position position = order.get(oldest);
        if (position == null) {
            return;
        }
        String factId = position.factId();
        Origin origin = origins.get(Keys.of(lineage, factId));
        order.delete(oldest);
        origins.delete(Keys.of(lineage, factId));
        if (origin != null) {
            origin.causes().forEach(cause -> effects.delete(Keys.of(lineage, cause, factId)));
        }
    }
}

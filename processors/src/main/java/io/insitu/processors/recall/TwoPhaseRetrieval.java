package io.insitu.processors.recall;

import io.insitu.schemas.Digest;
import io.insitu.schemas.event.EntryStatus;
import io.insitu.schemas.event.Evidence;
import io.insitu.schemas.event.Principle;
import io.insitu.schemas.event.Tool;
import io.insitu.schemas.event.ToolStep;
import io.insitu.schemas.event.Utility;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds what helps with a task: first what is similar, then what proved useful. Some of it is withheld by a draw
 * from the ids of attempt and entry, so that everyone who asks again gets the same answer.
 */
public final class TwoPhaseRetrieval {
    private final RetrievalConfig config;
    private final SimilarEntries similar;
    private final Comparator<Entry<?>> mostUseful;

    /** Finds texts by their words. */
    public TwoPhaseRetrieval(RetrievalConfig config) {
        this(config, TextIndex::new);
    }

    /**
     * @param maker of the index that finds entries by their text
     */
    public TwoPhaseRetrieval(RetrievalConfig config, SimilarTexts.Maker maker) {
        this.config = config;
        this.similar = new SimilarEntries(config, maker);
        this.mostUseful = mostUseful(config.ranking());
    }

    /** The closer first, then what is not in doubt here, then utility, then the narrower condition, then evidence, then id: a total order. */
    private static Comparator<Entry<?>> mostUseful(UtilityEstimator ranking) {
        return Comparator.<Entry<?>, Closeness>comparing(Entry::closeness)
                .thenComparing(Entry::doubted)
                .thenComparing(Comparator.<Entry<?>>comparingDouble(entry -> ranking.of(entry.utility()))
                        .reversed())
                .thenComparing(Comparator.<Entry<?>>comparingInt(
                                entry -> entry.conditions().size())
                        .reversed())
                .thenComparing(Comparator.<Entry<?>>comparingInt(
                                entry -> entry.evidence().getSupporting())
                        .reversed())
                .thenComparing(Entry::id);
    }

    /** How an entry came to be considered, the closest first. */
    private enum Closeness {
        /** All its conditions are met. */
        EXACT,
        /** One of several is not. */
        NEAR,
        /** Its text is like the task's. */
        TEXT,
        /** It has no conditions: it holds for every task, so it only takes the room that is left. */
        GENERAL,
        FAR
    }

    /**
     * What to give for this task. Entries that are not ACTIVE are ignored, so are those that call a tool the task
     * does not offer.
     */
    public Retrieved retrieve(TaskQuery query, Collection<Principle> principles, Collection<Tool> tools) {
        Set<String> likePrinciples = similar.principles(query.text(), principles);
        Set<String> likeTools = similar.tools(query.text(), tools);
        List<Entry<Principle>> similarPrinciples = principles.stream()
                .filter(principle -> principle.getStatus() == EntryStatus.ACTIVE)
                .filter(principle -> offered(query, Set.of(principle.getAction())))
                .filter(principle -> mayHold(query, principle))
                .map(principle -> new Entry<>(
                        principle,
                        principle.getId(),
                        principle.getConditions(),
                        closeness(query, principle.getConditions(), likePrinciples.contains(principle.getId())),
                        isExcepted(query, principle, false),
                        principle.getUtility(),
                        principle.getEvidence()))
                .toList();
        List<Entry<Tool>> similarTools = tools.stream()
                .filter(tool -> tool.getStatus() == EntryStatus.ACTIVE)
                .filter(tool -> offered(
                        query, tool.getSteps().stream().map(ToolStep::getTool).toList()))
                .map(tool -> new Entry<>(
                        tool,
                        tool.getId(),
                        tool.getConditions(),
                        closeness(query, tool.getConditions(), likeTools.contains(tool.getId())),
                        false,
                        tool.getUtility(),
                        tool.getEvidence()))
                .toList();
        List<String> withheld = new ArrayList<>();
        List<Entry<Principle>> givenPrinciples =
                give(query, useful(withoutRivals(similarPrinciples), config.maxPrinciples()), withheld);
        List<Entry<Tool>> givenTools = give(query, useful(similarTools, config.maxTools()), withheld);
        List<String> used = new ArrayList<>();
        givenPrinciples.forEach(entry -> used.add(entry.id()));
        givenTools.forEach(entry -> used.add(entry.id()));
        return new Retrieved(
                givenPrinciples.stream().map(Entry::value).toList(),
                givenTools.stream().map(Entry::value).toList(),
                used,
                withheld);
    }

    /** Two choices cannot both be right: the less useful one would only confuse. */
    private List<Entry<Principle>> withoutRivals(List<Entry<Principle>> entries) {
        List<Entry<Principle>> kept = new ArrayList<>();
        boolean chosen = false;
        for (Entry<Principle> entry : entries.stream().sorted(mostUseful).toList()) {
            boolean choice = entry.value().getTaxonomy().equals("choice");
            if (!choice || !chosen || entry.closeness() == Closeness.NEAR) {
                kept.add(entry);
            }
            chosen |= choice && (entry.closeness() == Closeness.EXACT || entry.closeness() == Closeness.TEXT);
        }
        return kept;
    }

    private <T> List<Entry<T>> useful(List<Entry<T>> entries, int limit) {
        List<Entry<T>> kept = new ArrayList<>();
        Map<Closeness, Integer> room = new EnumMap<>(Map.of(
                Closeness.EXACT,
                limit,
                Closeness.NEAR,
                config.maxNearMatches(),
                Closeness.TEXT,
                config.maxTextMatches(),
                Closeness.GENERAL,
                limit,
                Closeness.FAR,
                0));
        for (Entry<T> entry : entries.stream().sorted(mostUseful).toList()) {
            int left = room.getOrDefault(entry.closeness(), 0);
            if (kept.size() < limit && left > 0) {
                kept.add(entry);
                room.put(entry.closeness(), left - 1);
            }
        }
        return kept;
    }

    private <T> List<Entry<T>> give(TaskQuery query, List<Entry<T>> entries, List<String> withheld) {
        List<Entry<T>> given = new ArrayList<>();
        for (Entry<T> entry : entries) {
            if (draw("withhold", query.trajectoryId(), entry.id()) < rate(entry.utility())) {
                withheld.add(entry.id());
            } else {
                given.add(entry);
            }
        }
        return given;
    }

    private double rate(Utility utility) {
        if (utility.getUses() == 0) {
            return config.withholdRate();
        }
        double longRun = (double) utility.getWins() / utility.getUses();
        return longRun - utility.getQ() > config.fallenBy() ? config.fallingWithholdRate() : config.withholdRate();
    }

    /**
     * Not where it is known to fail; where that is in doubt by a draw of its own, which is no withholding: how it does on the
     * whole must not be told from the tasks at which it may fail.
     */
    private boolean mayHold(TaskQuery query, Principle principle) {
        return !isExcepted(query, principle, true)
                && (!isExcepted(query, principle, false)
                        || draw("doubt", query.trajectoryId(), principle.getId()) >= config.doubtedWithholdRate());
    }

    private static boolean isExcepted(TaskQuery query, Principle principle, boolean established) {
        return principle.getExceptions().stream()
                .anyMatch(one ->
                        one.getEstablished() == established && query.terms().contains(one.getTerm()));
    }

    private static boolean offered(TaskQuery query, Collection<String> needed) {
        return query.toolsOffered().isEmpty() || query.toolsOffered().containsAll(needed);
    }

    private Closeness closeness(TaskQuery query, List<String> conditions, boolean like) {
        if (conditions.isEmpty()) {
            return Closeness.GENERAL;
        }
        long missing = conditions.stream()
                .filter(term -> !query.terms().contains(term))
                .count();
        if (missing == 0) {
            return Closeness.EXACT;
        }
        if (missing == 1 && conditions.size() > 1 && config.maxNearMatches() > 0) {
            return Closeness.NEAR;
        }
        return like ? Closeness.TEXT : Closeness.FAR;
    }

    /** Uniform in [0, 1), fixed for ever for this attempt and entry. */
    static double draw(String what, String trajectoryId, String entryId) {
        return (Digest.seed(what, trajectoryId, entryId) >>> 11) * 0x1.0p-53;
    }

    /** What retrieval needs to know of a principle or tool. */
    private record Entry<T>(
            T value,
            String id,
            List<String> conditions,
            Closeness closeness,
            boolean doubted,
            Utility utility,
            Evidence evidence) {}
}

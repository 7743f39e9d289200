package io.insitu.ops.outcomes;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.processors.score.OutcomeAudit.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an audit found: counts, every suspect attempt, and those whose sources contradict each other and one settled it. */
final class Findings {
    private final List<Audited> suspects = new ArrayList<>();
    private final List<Audited> settled = new ArrayList<>();
    private final Map<String, Integer> bySuspicion = new TreeMap<>();
    private long attempts;
    private long graded;
    private long audited;

    /** An attempt nobody graded: there is nothing to doubt. */
    void ungraded() {
        attempts++;
    }

    void add(Audited one) {
        attempts++;
        graded++;
        audited += one.check() == Check.IMPOSSIBLE ? 0 : 1;
        if (one.suspect()) {
            suspects.add(one);
            one.suspicions().forEach(name -> bySuspicion.merge(name, 1, Integer::sum));
        } else if (one.settled()) {
            settled.add(one);
        }
    }

    List<Audited> suspects() {
        return suspects;
    }

    String summary() {
        return attempts + " attempts, " + graded + " graded, " + audited
                + " of them at tasks that say what they expect, " + suspects.size() + " suspect; of " + settled.size()
                + " one source contradicts another that knows better";
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("attempts", attempts)
                .put("graded", graded)
                .put("audited", audited)
                .put("suspect", suspects.size());
        ObjectNode counts = json.putObject("suspicions");
        bySuspicion.forEach(counts::put);
        ArrayNode all = json.putArray("suspects");
        suspects.forEach(one -> all.add(one.toJson()));
        ArrayNode others = json.putArray("settled");
        settled.forEach(one -> others.add(one.toJson()));
        return json;
    }
}

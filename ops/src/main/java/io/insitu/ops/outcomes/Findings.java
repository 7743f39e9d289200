package io.insitu.ops.outcomes;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an audit found: counts, and every suspect attempt. */
final class Findings {
    private final List<Audited> suspects = new ArrayList<>();
    private final Map<String, Integer> bySuspicion = new TreeMap<>();
    private long attempts;
    private long audited;

    /** An attempt nothing can be said of: nobody graded it, or its task does not say what it expects. */
    void unaudited() {
        attempts++;
    }

    void add(Audited one) {
        attempts++;
        audited++;
        if (one.suspect()) {
            suspects.add(one);
            one.suspicions().forEach(name -> bySuspicion.merge(name, 1, Integer::sum));
        }
    }

    List<Audited> suspects() {
        return suspects;
    }

    String summary() {
        return attempts + " attempts, " + audited + " graded at tasks that say what they expect, " + suspects.size()
                + " suspect";
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("attempts", attempts).put("audited", audited).put("suspect", suspects.size());
        ObjectNode counts = json.putObject("suspicions");
        bySuspicion.forEach(counts::put);
        ArrayNode all = json.putArray("suspects");
        suspects.forEach(one -> all.add(one.toJson()));
        return json;
    }
}

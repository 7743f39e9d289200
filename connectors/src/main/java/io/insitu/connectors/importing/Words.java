package io.insitu.connectors.importing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.schemas.Digest;
import java.util.Map;
import java.util.TreeMap;

/** How often each of a few words came up. A file of nothing but different words is counted, not remembered. */
public final class Words {
    static final int LONGEST = 100; // an id, made of two of them and more, has at most 256 characters
    private static final int MOST = 10_000;
    private static final String OTHERS = "(others)";

    private final Map<String, Integer> counts = new TreeMap<>();

    public void add(String word) {
        String name = shortened(word);
        counts.merge(counts.size() < MOST || counts.containsKey(name) ? name : OTHERS, 1, Integer::sum);
    }

    public int distinct() {
        return counts.size();
    }

    public int sum() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        counts.forEach(json::put);
        return json;
    }

    /** The word itself, or of an absurdly long one its beginning and a digest. */
    public static String shortened(String word) {
        return word.length() <= LONGEST
                ? word
                : word.substring(0, LONGEST - 13) + "~" + Digest.of(word).substring(0, 12);
    }
}

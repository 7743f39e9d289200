package io.insitu.processors.distil;

import java.util.LinkedHashMap;
import java.util.Map;

/** What is kept beside the memories to be quick, of the lineages met last; of others it is made again. */
final class PerLineage<V> extends LinkedHashMap<String, V> {
    private static final long serialVersionUID = 1L;

    private final int lineages;

    /**
     * @param lineages how many at most
     */
    PerLineage(int lineages) {
        super(16, 0.75f, true);
        this.lineages = lineages;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > lineages;
    }
}

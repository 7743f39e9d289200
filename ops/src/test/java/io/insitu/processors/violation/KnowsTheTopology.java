package io.insitu.processors.violation;

import io.insitu.topology.TopologyConfig;

/** Breaks an arrow on purpose. */
public final class KnowsTheTopology {
    public Object config() {
        return TopologyConfig.defaults();
    }
}

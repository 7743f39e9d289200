package io.insitu.connectors.otlp;

/**
 * As whose experience something is told.
 *
 * @param imposed the lineage; empty: the service says
 * @param latestMs nothing may have happened after this
 */
record Whose(String imposed, long latestMs) {
    /** Each service for itself. */
    static Whose services(long latestMs) {
        return new Whose("", latestMs);
    }

    String lineage(Attributes resource) {
        if (!imposed.isEmpty()) {
            return imposed;
        }
        String named = resource.text(Convention.LINEAGE, Convention.SERVICE);
        return named.isBlank() ? "otel" : named;
    }
}

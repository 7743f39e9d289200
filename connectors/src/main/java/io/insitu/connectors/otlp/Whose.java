package io.insitu.connectors.otlp;

/**
 * As whose experience something is told.
 *
 * @param imposed the lineage; empty: the service says
 * @param latestMs nothing may have happened after this
 * @param evaluators whose word is more than an opinion
 */
record Whose(String imposed, long latestMs, Evaluators evaluators) {
    /** Each service for itself. */
    static Whose services(long latestMs, Evaluators evaluators) {
        return new Whose("", latestMs, evaluators);
    }

    String lineage(Attributes resource) {
        if (!imposed.isEmpty()) {
            return imposed;
        }
        String named = resource.text(Convention.LINEAGE, Convention.SERVICE);
        return named.isBlank() ? "otel" : named;
    }
}

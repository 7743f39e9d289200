package io.insitu.connectors.taubench;

/**
 * As whose, and as when, recorded runs are told. The files carry no times, so all events of an import happen at one.
 *
 * @param lineage whose experience they become
 * @param atMs when they are said to have happened; import again under the same time and nothing is counted twice
 */
public record ImportTarget(String lineage, long atMs) {
    public ImportTarget {
        if (lineage.isBlank()) {
            throw new IllegalArgumentException("import.lineage must be named");
        }
    }
}

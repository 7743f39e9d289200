package io.insitu.connectors.importing;

/**
 * As whose, and as when, recorded runs are told. Not every format knows times, so all events of an import happen at one.
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

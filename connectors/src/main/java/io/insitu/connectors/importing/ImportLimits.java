package io.insitu.connectors.importing;

/**
 * How much of memory one record may take, whatever is in the file.
 *
 * @param recordBytes its text
 * @param treeBytes what it would roughly take once read; many small values take far more than their text
 * @param depth brackets within brackets
 */
record ImportLimits(int recordBytes, long treeBytes, int depth) {
    /** Two records' worth, their events and their encoding fit into a heap of 256 MB. */
    static ImportLimits defaults() {
        return new ImportLimits(16 << 20, 64 << 20, 200);
    }
}

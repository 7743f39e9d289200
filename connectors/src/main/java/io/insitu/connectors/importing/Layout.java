package io.insitu.connectors.importing;

/**
 * Where the records of a file are.
 *
 * @param whole the file is one record, even if it is an array
 * @param under the field of the file's one object whose array holds the records; empty: elements of an array, lines, or
 *     one value after another
 * @param bytesToo a file may also be no JSON at all; then it is one record, a binary value
 */
public record Layout(boolean whole, String under, boolean bytesToo) {
    /** Elements of an array, a record per line, or one value after another. */
    public static final Layout EACH = new Layout(false, "", false);

    /** The same, or all of a file's bytes. */
    public static final Layout EACH_OR_BYTES = new Layout(false, "", true);

    /** The file is the record. */
    public static final Layout WHOLE = new Layout(true, "", false);

    /** The elements of this field's array; of the file's own array, where it is one. */
    public static Layout under(String field) {
        return new Layout(false, field, false);
    }
}

package io.insitu.connectors.importing;

/**
 * Where the records of a file are.
 *
 * @param whole the file is one record, even if it is an array
 * @param under the field of the file's one object whose array holds the records; empty: elements of an array, lines, or
 *     one value after another
 */
public record Layout(boolean whole, String under) {
    /** Elements of an array, a record per line, or one value after another. */
    public static final Layout EACH = new Layout(false, "");

    /** The file is the record. */
    public static final Layout WHOLE = new Layout(true, "");

    /** The elements of this field's array; of the file's own array, where it is one. */
    public static Layout under(String field) {
        return new Layout(false, field);
    }
}

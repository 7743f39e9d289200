package io.insitu.processors;

import io.insitu.schemas.Stores;

/**
 * What a lineage may learn at present.
 *
 * @param principles distil and serve principles
 * @param tools distil and serve tools
 * @param adapters batch, train and serve adapters
 * @param paused learn nothing until resumed; serving goes on
 */
public record LineageFaculties(boolean principles, boolean tools, boolean adapters, boolean paused) {
    /** Key: lineage. */
    public static final MemorySpec<LineageFaculties> MEMORY =
            new MemorySpec<>(Stores.LINEAGE_FACULTIES, LineageFaculties.class);

    /** A lineage nobody configured learns everything. */
    public static final LineageFaculties ALL = new LineageFaculties(true, true, true, false);

    public boolean learnsPrinciples() {
        return principles && !paused;
    }

    public boolean learnsTools() {
        return tools && !paused;
    }

    public boolean learnsAdapters() {
        return adapters && !paused;
    }

    /** The same, paused or not. */
    public LineageFaculties paused(boolean now) {
        return new LineageFaculties(principles, tools, adapters, now);
    }

    /** The faculties of a lineage, as {@code open} last heard. */
    public static LineageFaculties of(String lineage, Memory<LineageFaculties> memory) {
        LineageFaculties known = memory.get(lineage);
        return known == null ? ALL : known;
    }
}

package io.insitu.trainer.model;

import io.insitu.trainer.engine.Mat;
import io.insitu.trainer.engine.Memory;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Names of parameters and their places in one memory. Weights, gradients and moments are memories of the same layout, so
 * an optimizer sees them as one vector each.
 */
public final class ParameterSpace {
    private final Map<String, Place> places = new LinkedHashMap<>();
    private long size;

    /** Where one parameter lies. */
    public record Place(String name, long offset, int rows, int columns) {}

    void add(String name, int rows, int columns) {
        places.put(name, new Place(name, size, rows, columns));
        size += (long) rows * columns;
    }

    /** In order of their places. */
    public Collection<Place> places() {
        return Collections.unmodifiableCollection(places.values());
    }

    /** Floats of all parameters. */
    public long size() {
        return size;
    }

    boolean has(String name) {
        return places.containsKey(name);
    }

    Place place(String name) {
        Place place = places.get(name);
        if (place == null) {
            throw new IllegalArgumentException("no parameter " + name);
        }
        return place;
    }

    Mat view(Memory memory, String name) {
        Place place = place(name);
        return Mat.of(memory, place.offset(), place.rows(), place.columns());
    }

    /** Parameters that were added one after the other, as one matrix. */
    Mat stacked(Memory memory, String first, int rows) {
        Place place = place(first);
        return Mat.of(memory, place.offset(), rows, place.columns());
    }

    /** Everything from here to there as one vector. */
    public static Mat vector(Memory memory, long from, long count) {
        return Mat.of(memory, from, 1, Math.toIntExact(count));
    }
}

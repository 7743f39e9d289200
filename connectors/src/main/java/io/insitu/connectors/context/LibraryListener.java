package io.insitu.connectors.context;

/** Hears of each change, on the view's own thread: be quick, do not throw. */
@FunctionalInterface
public interface LibraryListener {
    void changed(LibraryChange change);
}

package io.insitu.connectors.context;

/** Answers an agent that is about to start a task. Must be quick, and must not fail: no context is an answer too. */
@FunctionalInterface
public interface ContextProvider {
    Context contextFor(ContextRequest request);

    /** Gives nothing to anyone: for agents that must not learn, and for tests. */
    static ContextProvider none() {
        return request -> Context.none();
    }
}

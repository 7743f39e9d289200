package io.insitu.processors;

/** The kinds of facts that have causes. */
public enum FactKind {
    TRAJECTORY,
    EXPERIENCE,
    PRINCIPLE,
    TOOL,
    BATCH,
    ADAPTER
}

package io.insitu.trainer.violation;

import io.insitu.processors.FactKind;

/** Breaks an arrow on purpose. */
public record KnowsAProcessor(FactKind kind) {}

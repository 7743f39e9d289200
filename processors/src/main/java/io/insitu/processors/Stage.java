package io.insitu.processors;

import java.util.List;

/** The pure core of one stage: a function of the facts it was given so far, in order. */
@FunctionalInterface
public interface Stage {
    /** What follows from this fact, in order; empty for a fact this stage does not care about. Never the fact itself. */
    List<StageFact> decide(StageFact fact);
}

package io.insitu.ops.report;

import io.insitu.schemas.event.OutcomeKind;

/**
 * One finished attempt, as the agent told it.
 *
 * @param number its place in the run
 * @param calls tool calls made; what a macro called inside is not counted again
 */
record Episode(String lineage, int number, boolean afterDrift, OutcomeKind outcome, int calls, long endedMs) {
    boolean graded() {
        return outcome == OutcomeKind.SUCCESS || outcome == OutcomeKind.FAILURE;
    }

    boolean passed() {
        return outcome == OutcomeKind.SUCCESS;
    }
}

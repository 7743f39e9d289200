package io.insitu.processors.score;

import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Reward;
import io.insitu.schemas.event.ToolStatus;
import io.insitu.schemas.event.Trajectory;
import java.util.Optional;

/** A small price for each call that a tool refused. */
final class ToolErrorRubric implements Rubric {
    static final String NAME = "tool-errors";
    static final String SOURCE = "tool-errors@1";

    private final double penalty;
    private final double floor;

    /**
     * @param penalty for each refused call
     * @param floor at most this much in all
     */
    ToolErrorRubric(double penalty, double floor) {
        this.penalty = penalty;
        this.floor = floor;
    }

    @Override
    public Optional<Reward> shade(Trajectory attempt, OutcomeKind outcome, Peers peers) {
        long refused = Calls.of(attempt).stream()
                .filter(call -> call.status() == ToolStatus.ERROR)
                .count();
        double price = Math.min(floor, refused * penalty);
        return price > 0 ? Optional.of(new Reward(SOURCE, -price)) : Optional.empty();
    }
}

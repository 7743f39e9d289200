package io.insitu.processors.distil;

import java.util.List;

/**
 * A principle somebody outside proposes, a model or a person: at tasks with these words, make this call. No other sentence of
 * theirs is ever given to an agent: only what is tested can be proven.
 *
 * @param by who proposes it
 * @param conditions words a task must have; none: it is meant for every task
 * @param action the call it advises
 * @param says why, in the words of whoever proposes it
 * @param trajectories attempts it was made from
 * @param causes ids of the facts it was made from
 */
record Proposal(
        String by,
        List<String> conditions,
        String action,
        String says,
        List<String> trajectories,
        List<String> causes) {
    Proposal {
        conditions = List.copyOf(conditions);
        trajectories = List.copyOf(trajectories);
        causes = List.copyOf(causes);
    }

    Practice practice() {
        return Practice.proposed(conditions, action);
    }
}

package io.insitu.ops.audit;

import io.insitu.processors.Learnable;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.ToolCall;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt may credit to library entries: the first verdict on it, if it is one.
 *
 * @param number place among the scored experiences of its lineage
 * @param asked everything the agent tried to call; empty: nobody recorded calls, so all it was given shares the outcome
 * @param used entries it was given
 * @param withheld entries it would have been given, had a draw not withheld them
 */
record Credit(int number, long scoredMs, boolean success, Set<String> asked, List<String> used, List<String> withheld) {

    boolean followed(String call) {
        return asked.isEmpty() || asked.contains(call);
    }

    /** Reads one lineage's experiences, in the order in which they were learnt from. */
    static final class Reader {
        private final Map<String, Integer> remembered = new LinkedHashMap<>();
        private final Map<Long, int[]> spans = new HashMap<>();
        private final int capacity;
        private int number;

        /**
         * @param capacity attempts a lineage remembers: a verdict on one it forgot is a first verdict again
         */
        Reader(int capacity) {
            this.capacity = capacity;
        }

        /** The credit of the next experience; null: it credits nothing. */
        @Nullable
        Credit next(Experience experience) {
            int place = number++;
            int[] span = spans.computeIfAbsent(experience.getScoredMs(), ms -> new int[] {place, place});
            span[1] = place;
            String id = experience.getTrajectory().getTrajectoryId();
            if (Learnable.suspect(experience)) {
                remembered.remove(id); // distil forgets it: a later verdict is a first one again
            }
            if (!Learnable.is(experience) || remembered.containsKey(id)) {
                return null;
            }
            remembered.put(id, place);
            if (remembered.size() > capacity) {
                remembered.remove(remembered.keySet().iterator().next());
            }
            Set<String> asked = new HashSet<>();
            for (Object step : experience.getTrajectory().getSteps()) {
                if (step instanceof ToolCall call) {
                    asked.add(call.getTool());
                }
            }
            return new Credit(
                    place,
                    experience.getScoredMs(),
                    experience.getOutcome() == OutcomeKind.SUCCESS,
                    asked,
                    experience.getTrajectory().getContextUsed(),
                    experience.getTrajectory().getContextWithheld());
        }

        /** First and last place of the experiences scored at this time; null: there is none. */
        int @Nullable [] span(long scoredMs) {
            return spans.get(scoredMs);
        }
    }
}

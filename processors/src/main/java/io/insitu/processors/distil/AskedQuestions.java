package io.insitu.processors.distil;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a model was asked for one lineage.
 *
 * @param window the one that is spent from, counted from the lineage's first attempt
 * @param spent questions asked in it, each time that one was asked
 * @param open those whose answer is awaited, oldest first
 * @param recent ids of the newest, oldest first: asking the same twice is asking once
 */
public record AskedQuestions(long window, int spent, List<Open> open, List<String> recent) {
    static final AskedQuestions NONE = new AskedQuestions(0, 0, List.of(), List.of());

    /** Awaited at once. */
    static final int MOST_OPEN = 16;

    private static final int RECENT = 128;

    /**
     * @param occasion the case it is about
     * @param attempt number of the attempt after which it was asked
     * @param words what conditions of an answer may be made of
     * @param again how often it was asked before, and failed
     */
    public record Open(
            String requestId,
            String occasion,
            int attempt,
            List<String> words,
            List<String> trajectories,
            List<String> experiences,
            int again) {
        /** A store may hold questions of a time when they did not name their case: none has that name. */
        public Open {
            occasion = Objects.requireNonNullElse(occasion, "");
        }

        Open askedAgain(String asRequestId) {
            return new Open(asRequestId, occasion, attempt, words, trajectories, experiences, again + 1);
        }
    }

    /** As it is once this window has begun. */
    AskedQuestions in(long current) {
        return current > window ? new AskedQuestions(current, 0, open, recent) : this;
    }

    /** Those asked before this attempt: nobody waits for them any more. */
    List<Open> before(int attempt) {
        return open.stream().filter(one -> one.attempt() < attempt).toList();
    }

    boolean allows(String requestId, AskingPlan plan) {
        return spent < plan.questions() && open.size() < MOST_OPEN && !recent.contains(requestId);
    }

    AskedQuestions with(Open question) {
        List<Open> more = new ArrayList<>(open);
        more.add(question);
        List<String> newest = new ArrayList<>(recent.subList(Math.max(0, recent.size() - RECENT + 1), recent.size()));
        newest.add(question.requestId());
        return new AskedQuestions(window, spent + 1, more, newest);
    }

    Optional<Open> awaited(String requestId) {
        return open.stream().filter(one -> one.requestId().equals(requestId)).findFirst();
    }

    AskedQuestions without(String requestId) {
        return new AskedQuestions(
                window,
                spent,
                open.stream().filter(one -> !one.requestId().equals(requestId)).toList(),
                recent);
    }

    /** What was asked about this attempt. */
    List<Open> about(String trajectoryId) {
        return open.stream()
                .filter(one -> one.trajectories().contains(trajectoryId))
                .toList();
    }
}

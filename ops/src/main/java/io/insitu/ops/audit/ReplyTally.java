package io.insitu.ops.audit;

import io.insitu.schemas.event.Request;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Every question a worker must answer has one answer. A question without one is open until its worker has passed it or
 * its deadline is over; then the answer is lost.
 */
final class ReplyTally {
    private final Map<Class<?>, Worker> workers;
    private final Map<String, Question> questions = new HashMap<>();
    private final Map<String, Integer> replies = new HashMap<>();
    private final Set<String> askedTwice = new HashSet<>();
    private long nowMs;

    /**
     * Who answers questions of a kind.
     *
     * @param positions the offset it reads next, by partition of the requests; empty: it never took part
     * @param deadlineMs log time an answer may take
     */
    record Worker(Map<Integer, Long> positions, long deadlineMs) {
        /** Whoever waits for its answers waits as long as it takes. */
        static final long NO_DEADLINE = Long.MAX_VALUE;
    }

    private record Question(Place place, long askedMs, Worker worker) {}

    /**
     * @param workers by the kind of question they answer
     */
    ReplyTally(Map<Class<?>, Worker> workers) {
        this.workers = Map.copyOf(workers);
    }

    void asked(Request request, Place place) {
        @Nullable Worker worker = workers.get(request.getBody().getClass());
        if (worker != null) {
            Question question = new Question(place, request.getAskedMs(), worker);
            if (questions.putIfAbsent(request.getRequestId(), question) != null) {
                askedTwice.add(request.getRequestId());
            }
        }
    }

    void answered(String requestId) {
        replies.merge(requestId, 1, Integer::sum);
    }

    void timePassed(long tickMs) {
        nowMs = Math.max(nowMs, tickMs);
    }

    Tally requests() {
        return new Tally("requests", questions.size(), askedTwice.size(), 0, 0);
    }

    Tally replies() {
        long lost = 0;
        long open = 0;
        for (Map.Entry<String, Question> each : questions.entrySet()) {
            if (!replies.containsKey(each.getKey())) {
                boolean late = isLate(each.getValue());
                lost += late ? 1 : 0;
                open += late ? 0 : 1;
            }
        }
        long twice = replies.values().stream().mapToLong(times -> times - 1).sum();
        return new Tally("replies", replies.size(), twice, lost, open);
    }

    private boolean isLate(Question question) {
        Map<Integer, Long> positions = question.worker().positions();
        boolean passed = question.place().offset()
                < positions.getOrDefault(question.place().partition(), 0L);
        // Where no worker ever took part, nobody owes an answer.
        return passed
                || (!positions.isEmpty()
                        && nowMs - question.askedMs() > question.worker().deadlineMs());
    }
}

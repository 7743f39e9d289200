package io.insitu.ops.audit;

import io.insitu.schemas.event.EvaluationRequest;
import io.insitu.schemas.event.Request;
import io.insitu.schemas.event.ToolTrial;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Every question a worker must answer has one answer. A question without one is open until the worker has passed it or
 * its deadline is over; then the answer is lost.
 */
final class ReplyTally {
    private final Map<Integer, Long> positions;
    private final long deadlineMs;
    private final Map<String, Question> questions = new HashMap<>();
    private final Map<String, Integer> replies = new HashMap<>();
    private final Set<String> askedTwice = new HashSet<>();
    private long nowMs;

    private record Question(Place place, long askedMs) {}

    /**
     * @param positions the offset the worker reads next, by partition of the requests
     * @param deadlineMs log time an answer may take
     */
    ReplyTally(Map<Integer, Long> positions, long deadlineMs) {
        this.positions = positions;
        this.deadlineMs = deadlineMs;
    }

    void asked(Request request, Place place) {
        Object body = request.getBody();
        if (body instanceof ToolTrial || body instanceof EvaluationRequest) {
            Question question = new Question(place, request.getAskedMs());
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
        boolean passed = question.place().offset()
                < positions.getOrDefault(question.place().partition(), 0L);
        // Where no worker ever took part, nobody owes an answer.
        return passed || (!positions.isEmpty() && nowMs - question.askedMs() > deadlineMs);
    }
}

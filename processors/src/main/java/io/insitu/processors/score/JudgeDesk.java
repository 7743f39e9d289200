package io.insitu.processors.score;

import io.insitu.processors.Memory;
import io.insitu.processors.Refusals;
import io.insitu.processors.StageFact;
import io.insitu.processors.Transcript;
import io.insitu.processors.score.HeldAttempts.Held;
import io.insitu.processors.score.ScoreMemory.Question;
import io.insitu.processors.score.Scoring.Weighed;
import io.insitu.schemas.Digest;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.Feedback;
import io.insitu.schemas.event.JournalEntry;
import io.insitu.schemas.event.JudgeRequest;
import io.insitu.schemas.event.JudgeVerdict;
import io.insitu.schemas.event.Reply;
import io.insitu.schemas.event.Request;
import io.insitu.schemas.event.RequestFailed;
import io.insitu.schemas.event.Trajectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Has attempts judged that nobody who knows better graded, and says what the judge said. The verdicts on a group are said
 * together once none is awaited: the first alone would have nothing to be compared with.
 */
final class JudgeDesk {
    private static final int TRANSCRIPT = 24_000;

    /** How often a question that failed is asked again; its worker has tried for a while by itself each time. */
    private static final int MOST_AGAIN = 2;

    private final ScoreConfig config;
    private final Questions questions;
    private final HeldAttempts attempts;
    private final Function<Trajectory, Weighed> weighing;
    private final Saying saying;

    /** Says again what verdicts change about the attempts of a group. */
    @FunctionalInterface
    interface Saying {
        List<StageFact> again(String lineage, String groupId, long atMs, List<String> causes);
    }

    /**
     * @param weighing what is known of an attempt by itself
     */
    JudgeDesk(
            ScoreConfig config,
            Memory<Question> questions,
            HeldAttempts attempts,
            Function<Trajectory, Weighed> weighing,
            Saying saying) {
        this.config = config;
        this.questions = new Questions(questions);
        this.attempts = attempts;
        this.weighing = weighing;
        this.saying = saying;
    }

    /** A question about an attempt, where one is called for. */
    Optional<StageFact> ask(Weighed one, String groupId, long atMs) {
        String lineage = one.attempt().getLineage();
        String id = one.attempt().getTrajectoryId();
        if (!callsForAJudge(one)) {
            return Optional.empty();
        }
        Asking asking = new Asking(one.attempt(), config.planOf(lineage));
        // Asking the same twice is asking once.
        if (IntStream.rangeClosed(0, MOST_AGAIN).anyMatch(again -> questions.isOpen(lineage, asking.id(again)))) {
            return Optional.empty();
        }
        if (questions.full(lineage)) {
            String why = Questions.MOST_OPEN + " questions to a judge are open; it is not asked about " + id;
            return Optional.of(Refusals.of(id, atMs, DeadLetterReason.LIMIT_REACHED, why));
        }
        return Optional.of(opened(asking.request(0, atMs, List.of(id)), groupId, id, 0));
    }

    /** Whether the lineage wants a judge, none has spoken, and nobody who knows better has. */
    private boolean callsForAJudge(Weighed one) {
        boolean answeredBefore = one.attempt().getFeedback().stream()
                .anyMatch(said -> FeedbackRubric.Kind.of(said.getSource()) == FeedbackRubric.Kind.JUDGE);
        return config.planOf(one.attempt().getLineage()).asksJudge()
                && !answeredBefore
                && one.believed().compareTo(Verdict.Strength.OPINION) < 0;
    }

    /** What is asked about one attempt, the first time or again: the same but for its id. */
    private record Asking(Trajectory attempt, String rubric, String transcript) {
        Asking(Trajectory attempt, RubricPlan plan) {
            this(attempt, plan.judgeAsks(), Transcript.of(attempt, TRANSCRIPT));
        }

        String id(int again) {
            String lineage = attempt.getLineage();
            String id = attempt.getTrajectoryId();
            return again == 0
                    ? Digest.of("judge", lineage, id, rubric, transcript)
                    : Digest.of("judge", lineage, id, rubric, transcript, Integer.toString(again));
        }

        Request request(int again, long atMs, List<String> causes) {
            return Request.newBuilder()
                    .setRequestId(id(again))
                    .setLineage(attempt.getLineage())
                    .setAskedMs(atMs)
                    .setBody(JudgeRequest.newBuilder()
                            .setTrajectoryId(attempt.getTrajectoryId())
                            .setRubric(rubric)
                            .setTranscript(transcript)
                            .build())
                    .setCauses(causes)
                    .build();
        }
    }

    private StageFact opened(Request request, String groupId, String trajectoryId, int again) {
        questions.open(request.getLineage(), new Question(request.getRequestId(), groupId, trajectoryId, again));
        return new StageFact.Asked(request);
    }

    /** What failed for a reason that may pass is asked again, so often; until then the attempt is as it was. */
    private Optional<StageFact> again(JournalEntry entry, RequestFailed failed, Question question) {
        String lineage = entry.getLineage();
        Held held = attempts.find(lineage, question.trajectoryId());
        if (!failed.getRetryable()
                || question.again() >= MOST_AGAIN
                || held == null
                || attempts.isBarred(lineage, question.trajectoryId())
                || !callsForAJudge(weighing.apply(held.attempt()))) {
            return Optional.empty();
        }
        int again = question.again() + 1;
        Request request = new Asking(held.attempt(), config.planOf(lineage))
                .request(again, entry.getAtMs(), List.of(question.trajectoryId(), question.requestId()));
        return Optional.of(opened(request, question.groupId(), question.trajectoryId(), again));
    }

    List<StageFact> answered(JournalEntry entry, Reply reply) {
        String lineage = entry.getLineage();
        Question question = questions.closed(lineage, reply.getRequestId()).orElse(null);
        if (!(reply.getBody() instanceof JudgeVerdict verdict)) {
            if (question != null && reply.getBody() instanceof RequestFailed failed) {
                Optional<StageFact> again = again(entry, failed, question);
                if (again.isPresent()) {
                    return List.of(again.get());
                }
            }
            // A failure leaves the attempt as it was; others may have waited for it. Or it is another stage's answer.
            return question == null ? List.of() : whenComplete(lineage, question.groupId(), entry.getAtMs());
        }
        Held held = question == null ? null : attempts.find(lineage, question.trajectoryId());
        if (question == null || held == null) {
            return List.of(
                    Refusals.of(entry, DeadLetterReason.UNKNOWN_REFERENCE, "a verdict after the grace of its attempt"));
        }
        List<StageFact> result = new ArrayList<>();
        if (!(Math.abs(verdict.getReward()) <= 1)) {
            result.add(Refusals.of(
                    entry,
                    DeadLetterReason.INVALID_FIELD,
                    "a verdict's reward must be in [-1, 1], was " + verdict.getReward()));
        } else if (attempts.hears(held, feedback(reply.getWorker(), verdict))) {
            questions.heard(lineage, question);
        } else {
            result.add(Refusals.of(entry, DeadLetterReason.LIMIT_REACHED, HeldAttempts.TOO_MANY));
        }
        result.addAll(whenComplete(lineage, question.groupId(), entry.getAtMs()));
        return result;
    }

    /** {@code judge/} and who answered, which names its version. */
    private static Feedback feedback(String worker, JudgeVerdict verdict) {
        return Feedback.newBuilder()
                .setSource(FeedbackRubric.Kind.JUDGE.rubric() + "/" + worker)
                .setOutcome(verdict.getOutcome())
                .setReward(verdict.getReward())
                .setComment(verdict.getComment())
                .build();
    }

    /** A group is forgotten: what was heard of it is said, what is open is given up. */
    List<StageFact> close(String lineage, String groupId, long atMs) {
        questions.giveUp(lineage, groupId);
        return whenComplete(lineage, groupId, atMs);
    }

    private List<StageFact> whenComplete(String lineage, String groupId, long atMs) {
        List<Question> heard = questions.anyOpen(lineage, groupId) ? List.of() : questions.takeHeard(lineage, groupId);
        if (heard.isEmpty()) {
            return List.of();
        }
        return saying.again(
                lineage, groupId, atMs, heard.stream().map(Question::requestId).toList());
    }
}

package io.insitu.processors.distil;

import io.insitu.processors.AskingAgain;
import io.insitu.processors.Memory;
import io.insitu.processors.StageFact;
import io.insitu.schemas.Digest;
import io.insitu.schemas.event.DistillationRequest;
import io.insitu.schemas.event.JournalEntry;
import io.insitu.schemas.event.Request;
import io.insitu.schemas.event.RequestFailed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Which question about which case is asked, awaited, asked again or given up. Every request counts, whatever comes of it. */
final class ModelQuestions {
    /** How many windows an answer may take. */
    private static final int PATIENCE = 4;

    private final AskingConfig config;
    private final CaseTable cases;
    private final Memory<AskedQuestions> questions;

    ModelQuestions(AskingConfig config, CaseTable cases, Memory<AskedQuestions> questions) {
        this.config = config;
        this.cases = cases;
        this.questions = questions;
    }

    /** An attempt met an occasion: the question about it, once somebody did well there and somebody did not. */
    Optional<StageFact> met(String lineage, String occasion, Excerpt excerpt, Attempt attempt, long atMs) {
        OpenCase found = cases.add(lineage, occasion, excerpt, attempt.success());
        return found.isWhole() ? ask(lineage, found, attempt, atMs) : Optional.empty();
    }

    private Optional<StageFact> ask(String lineage, OpenCase found, Attempt newest, long atMs) {
        AskingPlan plan = config.planOf(lineage);
        AskedQuestions asked = withoutOldest(lineage, plan, newest);
        Request request = request(lineage, found, 0, atMs, List.of());
        if (!asked.allows(request.getRequestId(), plan)) {
            return Optional.empty(); // the case stays: its next attempt may find room
        }
        TreeSet<String> words = new TreeSet<>(found.well().words());
        words.addAll(found.badly().words());
        questions.put(
                lineage,
                asked.with(new AskedQuestions.Open(
                        request.getRequestId(),
                        found.occasion(),
                        newest.number(),
                        List.copyOf(words),
                        List.of(found.well().trajectoryId(), found.badly().trajectoryId()),
                        request.getCauses(),
                        0)));
        cases.keep(lineage, found.beingAsked());
        return Optional.of(new StageFact.Asked(request));
    }

    /** What is awaited in the window of this attempt; questions older than an answer may take are given up, and done with. */
    private AskedQuestions withoutOldest(String lineage, AskingPlan plan, Attempt newest) {
        AskedQuestions known = of(lineage);
        AskedQuestions asked = known.in(newest.number() / plan.window());
        int since = (int) Math.max(0, newest.number() - (long) PATIENCE * plan.window());
        for (AskedQuestions.Open old : asked.before(since)) {
            asked = asked.without(old.requestId());
            cases.close(lineage, old.occasion());
        }
        if (!asked.equals(known)) {
            questions.put(lineage, asked);
        }
        return asked;
    }

    /**
     * @param again how often it was asked before
     * @param before the request that failed
     */
    private static Request request(String lineage, OpenCase found, int again, long atMs, List<String> before) {
        List<String> transcripts = List.of(found.well().text(), found.badly().text());
        List<String> causes = new ArrayList<>(
                List.of(found.well().experienceId(), found.badly().experienceId()));
        causes.addAll(before);
        return Request.newBuilder()
                .setRequestId(AskingAgain.id(again, "distillation", lineage, found.occasion(), Digest.of(transcripts)))
                .setLineage(lineage)
                .setAskedMs(atMs)
                .setBody(new DistillationRequest(found.occasion(), transcripts))
                .setCauses(causes)
                .build();
    }

    /** The question that has an answer now; nobody waits for another. */
    Optional<AskedQuestions.Open> answered(String lineage, String requestId) {
        Optional<AskedQuestions.Open> question = of(lineage).awaited(requestId);
        question.ifPresent(one -> {
            questions.put(lineage, of(lineage).without(requestId));
            cases.close(lineage, one.occasion());
        });
        return question;
    }

    /**
     * There is no answer. Where the reason may pass it is asked again, so often and as the budget allows; then
     * nobody waits for one any longer.
     */
    Optional<StageFact> failed(JournalEntry entry, String requestId, RequestFailed why) {
        String lineage = entry.getLineage();
        AskedQuestions.Open question = of(lineage).awaited(requestId).orElse(null);
        if (question == null) {
            return Optional.empty();
        }
        questions.put(lineage, of(lineage).without(requestId));
        OpenCase found = cases.of(lineage, question.occasion());
        if (found == null || !found.isAbout(question.trajectories()) || !why.getRetryable()) {
            cases.close(lineage, question.occasion());
            return Optional.empty();
        }
        AskingPlan plan = config.planOf(lineage);
        Request again = request(lineage, found, question.again() + 1, entry.getAtMs(), List.of(requestId));
        boolean asks = plan.asks() && AskingAgain.mayHelp(why, question.again());
        if (!asks || !of(lineage).allows(again.getRequestId(), plan)) {
            cases.keep(lineage, found.reopened());
            return Optional.empty();
        }
        questions.put(lineage, of(lineage).with(question.askedAgain(again.getRequestId())));
        return Optional.of(new StageFact.Asked(again));
    }

    /** Forgets what an attempt showed. */
    void forgetEvidence(String lineage, String trajectoryId) {
        cases.forget(lineage, trajectoryId);
    }

    /** Forgets it, and what was asked about it. */
    void forget(String lineage, String trajectoryId) {
        cases.forget(lineage, trajectoryId);
        for (AskedQuestions.Open one : of(lineage).about(trajectoryId)) {
            questions.put(lineage, of(lineage).without(one.requestId()));
            cases.close(lineage, one.occasion());
        }
    }

    private AskedQuestions of(String lineage) {
        AskedQuestions asked = questions.get(lineage);
        return asked == null ? AskedQuestions.NONE : asked;
    }
}

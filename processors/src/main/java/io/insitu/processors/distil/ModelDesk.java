package io.insitu.processors.distil;

import io.insitu.processors.Ids;
import io.insitu.processors.Keys;
import io.insitu.processors.Memories;
import io.insitu.processors.Memory;
import io.insitu.processors.Refusals;
import io.insitu.processors.StageFact;
import io.insitu.schemas.Digest;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.DistillationRequest;
import io.insitu.schemas.event.DistillationResult;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.GroupStatistics;
import io.insitu.schemas.event.JournalEntry;
import io.insitu.schemas.event.Principle;
import io.insitu.schemas.event.Reply;
import io.insitu.schemas.event.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Has a model asked what it makes of the occasions that the other distillers look at, and takes in what it says: a group of which some
 * succeeded, an error that one attempt put right and another did not, an instruction that one kept and another did not. The answer
 * is a fact on the log, so a replay asks the same questions and hears the recorded answers.
 */
final class ModelDesk {
    private static final int MOST_OCCASIONS = 4;
    private static final int MOST_CONDITIONS = 8;
    private static final int LONGEST_STATEMENT = 1_000;

    /** How many windows an answer may take. */
    private static final int PATIENCE = 4;

    private final AskingConfig config;
    private final CaseTable cases;
    private final Memory<AskedQuestions> questions;
    private final Practices practices;
    private final Proposals proposals;

    ModelDesk(AskingConfig config, Memories memories, Practices practices, Library<Principle> library) {
        this.config = config;
        this.cases = new CaseTable(memories.open(DistilMemory.CASES));
        this.questions = memories.open(DistilMemory.QUESTIONS);
        this.practices = practices;
        this.proposals = new Proposals(library, practices);
    }

    /**
     * What is asked now that this attempt was scored.
     *
     * @param spoken practices it kept or did not keep
     */
    List<StageFact> heard(String lineage, Experience experience, Attempt attempt, List<WatchedPractice> spoken) {
        AskingPlan plan = config.planOf(lineage);
        if (!plan.asks()) {
            return List.of();
        }
        if (attempt.scorings() > 1) {
            cases.forget(lineage, attempt.trajectoryId()); // it may have changed sides
        }
        Deeds deeds = Deeds.of(experience.getTrajectory());
        List<String> occasions = deeds.calls().isEmpty() ? List.of() : occasions(experience, attempt, deeds, spoken);
        if (occasions.isEmpty()) {
            return List.of();
        }
        Excerpt excerpt = Excerpt.of(experience, deeds);
        List<StageFact> facts = new ArrayList<>();
        for (String occasion : occasions) {
            OpenCase found = cases.add(lineage, occasion, excerpt, attempt.success());
            if (found.isWhole()) {
                ask(lineage, plan, found, attempt, experience.getScoredMs(), facts);
            }
        }
        return facts;
    }

    private static List<String> occasions(
            Experience experience, Attempt attempt, Deeds deeds, List<WatchedPractice> spoken) {
        TreeSet<String> practised = new TreeSet<>();
        for (WatchedPractice watched : spoken) {
            Practice practice = watched.practice();
            Adherence expected = attempt.success() ? Adherence.FOLLOWED : Adherence.VIOLATED;
            if (practice.kind() != Practice.Kind.CALL && Adherence.of(practice, deeds) == expected) {
                practised.add(practice.trigger());
            }
        }
        List<String> occasions = new ArrayList<>();
        GroupStatistics group = experience.getGroup();
        if (group.getSuccesses() > 0 && group.getSuccesses() < group.getSize()) {
            occasions.add("group " + group.getGroupId());
        }
        occasions.addAll(practised);
        return occasions.subList(0, Math.min(MOST_OCCASIONS, occasions.size()));
    }

    private void ask(
            String lineage, AskingPlan plan, OpenCase found, Attempt newest, long atMs, List<StageFact> facts) {
        AskedQuestions asked = of(lineage).in(newest.number() / plan.window()).since((int)
                Math.max(0, newest.number() - (long) PATIENCE * plan.window()));
        List<String> transcripts = List.of(found.well().text(), found.badly().text());
        String requestId = Digest.of("distillation", lineage, found.occasion(), Digest.of(transcripts));
        if (!asked.allows(requestId, plan)) {
            return; // the case stays: its next attempt may find room
        }
        TreeSet<String> words = new TreeSet<>(found.well().words());
        words.addAll(found.badly().words());
        List<String> experiences =
                List.of(found.well().experienceId(), found.badly().experienceId());
        questions.put(
                lineage,
                asked.with(new AskedQuestions.Open(
                        requestId,
                        newest.number(),
                        List.copyOf(words),
                        List.of(found.well().trajectoryId(), found.badly().trajectoryId()),
                        experiences)));
        cases.close(lineage, found);
        facts.add(new StageFact.Asked(Request.newBuilder()
                .setRequestId(requestId)
                .setLineage(lineage)
                .setAskedMs(atMs)
                .setBody(new DistillationRequest(found.occasion(), transcripts))
                .setCauses(experiences)
                .build()));
    }

    /**
     * Takes in what a model proposes.
     *
     * @param learns whether the lineage may learn principles at present
     */
    List<StageFact> answered(JournalEntry entry, Reply reply, DistillationResult result, boolean learns) {
        String lineage = entry.getLineage();
        AskedQuestions.Open question = of(lineage).awaited(reply.getRequestId()).orElse(null);
        if (question == null) {
            return refused(entry, DeadLetterReason.UNKNOWN_REFERENCE, "a proposal that nobody waits for");
        }
        closed(lineage, reply.getRequestId());
        String violation = violation(lineage, result, question);
        if (violation != null) {
            return refused(entry, DeadLetterReason.INVALID_FIELD, violation);
        }
        if (!learns) {
            return refused(entry, DeadLetterReason.LIMIT_REACHED, "a proposal while its lineage learns no principles");
        }
        List<String> causes = new ArrayList<>(question.experiences());
        causes.add(reply.getRequestId());
        Proposal proposal = new Proposal(
                source(reply.getWorker()),
                result.getConditions(),
                result.getAction(),
                result.getStatement(),
                question.trajectories(),
                causes);
        return proposals.hasRoom(lineage, proposal)
                ? proposals.propose(lineage, proposal, reply.getAnsweredMs())
                : refused(entry, DeadLetterReason.LIMIT_REACHED, "a proposal where all that are tested are proven");
    }

    /** The worker says that it has no answer: nobody waits for one any longer. */
    void failed(String lineage, String requestId) {
        if (of(lineage).awaited(requestId).isPresent()) {
            closed(lineage, requestId);
        }
    }

    /** Forgets an attempt and what was asked about it. */
    void forget(String lineage, Attempt attempt) {
        cases.forget(lineage, attempt.trajectoryId());
        AskedQuestions asked = questions.get(lineage);
        if (asked != null) {
            questions.put(lineage, asked.forgetting(attempt.trajectoryId()));
        }
    }

    /** What an answer is made of comes from the log: words of the tasks it is about, and a tool that exists there. */
    private @Nullable String violation(String lineage, DistillationResult result, AskedQuestions.Open question) {
        List<String> conditions = result.getConditions();
        String statement = result.getStatement();
        if (conditions.size() > MOST_CONDITIONS || String.join(" ", conditions).length() > Ids.MAX_CHARS) {
            return "a proposal's conditions must be at most " + MOST_CONDITIONS + " words";
        }
        if (!question.words().containsAll(conditions)) {
            return "a proposal's conditions must be words of the tasks it was asked about";
        }
        if (!practices.knows(lineage, result.getAction())) {
            return "a proposal's action must be a tool that was called or offered";
        }
        if (statement.length() > LONGEST_STATEMENT || !Keys.legal(statement)) {
            return "a proposal's statement must be one line of at most " + LONGEST_STATEMENT + " characters";
        }
        return null;
    }

    /** Such that nobody can pass for one of the house's own distillers. */
    private static String source(String worker) {
        return "model/" + worker.substring(0, Math.min(worker.length(), Ids.MAX_CHARS));
    }

    private static List<StageFact> refused(JournalEntry entry, DeadLetterReason reason, String why) {
        return List.of(Refusals.of(entry, reason, why));
    }

    private AskedQuestions of(String lineage) {
        AskedQuestions asked = questions.get(lineage);
        return asked == null ? AskedQuestions.NONE : asked;
    }

    private void closed(String lineage, String requestId) {
        questions.put(lineage, of(lineage).without(requestId));
    }
}

package io.insitu.processors.distil;

import io.insitu.processors.Ids;
import io.insitu.processors.Keys;
import io.insitu.processors.Memories;
import io.insitu.processors.Refusals;
import io.insitu.processors.StageFact;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.DistillationResult;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.GroupStatistics;
import io.insitu.schemas.event.JournalEntry;
import io.insitu.schemas.event.Principle;
import io.insitu.schemas.event.Reply;
import io.insitu.schemas.event.RequestFailed;
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

    private final AskingConfig config;
    private final ModelQuestions questions;
    private final Practices practices;
    private final Proposals proposals;

    ModelDesk(AskingConfig config, Memories memories, Practices practices, Library<Principle> library) {
        this.config = config;
        this.questions = new ModelQuestions(
                config, new CaseTable(memories.open(DistilMemory.CASES)), memories.open(DistilMemory.QUESTIONS));
        this.practices = practices;
        this.proposals = new Proposals(library, practices);
    }

    /**
     * What is asked now that this attempt was scored.
     *
     * @param spoken practices it kept or did not keep
     */
    List<StageFact> heard(String lineage, Experience experience, Attempt attempt, List<WatchedPractice> spoken) {
        if (!config.planOf(lineage).asks()) {
            return List.of();
        }
        if (attempt.scorings() > 1) {
            questions.forgetEvidence(lineage, attempt.trajectoryId()); // it may have changed sides
        }
        Deeds deeds = Deeds.of(experience.getTrajectory());
        List<String> occasions = deeds.calls().isEmpty() ? List.of() : occasions(experience, attempt, deeds, spoken);
        if (occasions.isEmpty()) {
            return List.of();
        }
        Excerpt excerpt = Excerpt.of(experience, deeds);
        List<StageFact> facts = new ArrayList<>();
        for (String occasion : occasions) {
            questions
                    .met(lineage, occasion, excerpt, attempt, experience.getScoredMs())
                    .ifPresent(facts::add);
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

    /**
     * Takes in what a model proposes.
     *
     * @param learns whether the lineage may learn principles at present
     */
    List<StageFact> answered(JournalEntry entry, Reply reply, DistillationResult result, boolean learns) {
        String lineage = entry.getLineage();
        AskedQuestions.Open question =
                questions.answered(lineage, reply.getRequestId()).orElse(null);
        if (question == null) {
            return refused(entry, DeadLetterReason.UNKNOWN_REFERENCE, "a proposal that nobody waits for");
        }
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

    /** The worker says that it has no answer. */
    List<StageFact> failed(JournalEntry entry, String requestId, RequestFailed why) {
        return questions.failed(entry, requestId, why).map(List::of).orElse(List.of());
    }

    /** Forgets an attempt and what was asked about it. */
    void forget(String lineage, Attempt attempt) {
        questions.forget(lineage, attempt.trajectoryId());
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
}

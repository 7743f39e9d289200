package io.insitu.processors.distil;

import io.insitu.processors.Learnable;
import io.insitu.processors.LineageFaculties;
import io.insitu.processors.Memories;
import io.insitu.processors.Memory;
import io.insitu.processors.Stage;
import io.insitu.processors.StageFact;
import io.insitu.schemas.event.Control;
import io.insitu.schemas.event.DistillationResult;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.JournalEntry;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Principle;
import io.insitu.schemas.event.Reply;
import io.insitu.schemas.event.RequestFailed;
import io.insitu.schemas.event.Retract;
import io.insitu.schemas.event.Tool;
import io.insitu.schemas.event.ToolTrialResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts every scored attempt, and makes principles and tools of what the counts say. */
public final class DistilStage implements Stage {
    private static final int LINEAGES = 64;

    private final Memory<LineageFaculties> faculties;
    private final AttemptLog log;
    private final TermBook words;
    private final ContrastTable table;
    private final Library<Principle> principles;
    private final Library<Tool> tools;
    private final PrincipleDistiller distiller;
    private final PrinciplePublisher principlePublisher;
    private final PrincipleReview review;
    private final Practices practices;
    private final ModelDesk models;
    private final SequenceMiner miner;
    private final ToolPublisher toolPublisher;
    private final ToolReplies toolReplies;
    private final FlowPublisher flows;
    private final RecordingLog recordings;
    private final EntryControl control;
    private final Map<String, ToolNames> evolved = new PerLineage<>(LINEAGES);

    public DistilStage(DistilConfig config, Memories memories) {
        this(config, AskingConfig.defaults(), memories);
    }

    public DistilStage(DistilConfig config, AskingConfig asking, Memories memories) {
        faculties = memories.open(LineageFaculties.MEMORY);
        log = new AttemptLog(
                memories.open(DistilMemory.ATTEMPTS),
                memories.open(DistilMemory.PLACES),
                memories.open(DistilMemory.POSITIONS),
                config);
        words = new TermBook(memories.open(DistilMemory.WORDS));
        table = new ContrastTable(memories.open(DistilMemory.CONDITIONS), config);
        principles = Library.ofPrinciples(memories.open(DistilMemory.PRINCIPLES), config);
        tools = Library.ofTools(memories.open(DistilMemory.TOOLS), config);
        distiller = new PrincipleDistiller(table, config);
        PracticeConfig testing = PracticeConfig.defaults();
        Standings standings = new Standings(memories.open(DistilMemory.STANDINGS), testing);
        principlePublisher = new PrinciplePublisher(principles, log, table, standings);
        review = new PrincipleReview(principles, log, standings, testing);
        practices = new Practices(testing, memories, principles, log);
        models = new ModelDesk(asking, memories, practices, principles);
        miner = new SequenceMiner(table, config);
        ToolTrials trials = new ToolTrials(memories.open(DistilMemory.TRIALS), tools);
        recordings = new RecordingLog(memories.open(DistilMemory.RECORDINGS), config);
        toolPublisher = new ToolPublisher(tools, log, recordings, trials);
        toolReplies = new ToolReplies(trials, toolPublisher);
        flows = new FlowPublisher(
                new FlowMiner(config),
                new FlowTable(memories.open(DistilMemory.FLOWS), recordings, config),
                tools,
                toolPublisher);
        control = new EntryControl(principles, tools);
    }

    @Override
    public List<StageFact> decide(StageFact fact) {
        if (fact instanceof StageFact.Scored scored) {
            return learnt(scored.experience());
        }
        if (fact instanceof StageFact.Journal journal) {
            return heard(journal.entry());
        }
        return List.of();
    }

    private List<StageFact> learnt(Experience experience) {
        String lineage = experience.getLineage();
        Attempt before = log.of(lineage, experience.getTrajectory().getTrajectoryId());
        if (!Learnable.is(experience)) {
            return before == null ? List.of() : doubted(experience, before);
        }
        Attempt attempt = counted(lineage, experience, before);
        record(lineage, attempt, experience);
        // Paired once: what is scored again is corrected where it counts.
        List<WatchedPractice> spoken =
                before == null ? practices.add(lineage, experience, attempt) : practices.correct(lineage, attempt);
        LineageFaculties able = LineageFaculties.of(lineage, faculties);
        List<StageFact> facts = new ArrayList<>();
        List<Principle> speaking = principlePublisher.speaking(lineage, attempt.terms());
        List<StageFact> reviewed = before == null
                ? review.add(speaking, attempt, experience)
                : review.correct(lineage, attempt, experience.getScoredMs());
        if (able.learnsPrinciples()) {
            facts.addAll(reviewed);
        }
        if (before != null && before.success() && !attempt.success()) {
            facts.addAll(control.doubt(experience, before));
        }
        if (able.learnsPrinciples()) {
            facts.addAll(principlePublisher.withdraw(lineage, speaking, attempt, experience.getScoredMs()));
            facts.addAll(principlePublisher.publish(
                    lineage, distiller.findings(lineage, attempt.terms()), attempt, experience.getScoredMs()));
            facts.addAll(practices.publish(lineage, spoken, attempt, experience.getScoredMs()));
            facts.addAll(models.heard(lineage, experience, attempt, spoken));
        }
        if (able.learnsTools()) {
            facts.addAll(toolPublisher.propose(
                    lineage, miner.sequences(lineage, attempt.terms()), attempt, experience.getScoredMs()));
            facts.addAll(flows.heard(lineage, recordings.of(lineage, attempt.number()), experience.getScoredMs()));
        }
        return facts;
    }

    /** What is suspect now, or carries no grade any more, was believed before: its evidence goes, as that of a retracted one does. */
    private List<StageFact> doubted(Experience experience, Attempt known) {
        List<StageFact> facts = new ArrayList<>(control.doubt(experience, known));
        forget(experience.getLineage(), known);
        facts.addAll(
                review.forget(experience.getLineage(), known, experience.getExperienceId(), experience.getScoredMs()));
        return facts;
    }

    private void forget(String lineage, Attempt attempt) {
        table.remove(lineage, attempt);
        practices.forget(lineage, attempt);
        models.forget(lineage, attempt);
        log.forget(lineage, attempt);
        recordings.forget(lineage, attempt.number());
    }

    /** Tools are lifted from what succeeded, and must reproduce it. */
    private void record(String lineage, Attempt attempt, Experience experience) {
        if (attempt.success()) {
            ToolNames names = evolved(lineage);
            recordings.keep(
                    lineage, RecordingReader.read(experience, attempt.number(), attempt.terms(), names::contains));
        } else {
            recordings.forget(lineage, attempt.number());
        }
    }

    /** An attempt that is scored again is corrected, not counted again. */
    private Attempt counted(String lineage, Experience experience, @Nullable Attempt known) {
        if (known != null) {
            Attempt again =
                    known.scoredAgain(experience.getOutcome() == OutcomeKind.SUCCESS, experience.getExperienceId());
            log.keep(lineage, again);
            table.correct(lineage, again);
            return again;
        }
        int number = log.next(lineage);
        List<String> named = experience.getTrajectory().getTerms();
        List<String> terms =
                named.isEmpty() ? words.read(lineage, experience.getTrajectory().getInstruction(), number) : named;
        Attempt attempt = AttemptReader.read(
                experience,
                number,
                terms,
                advice(lineage, experience.getTrajectory().getContextUsed()),
                evolved(lineage)::known);
        log.keep(lineage, attempt);
        table.add(lineage, attempt);
        return attempt;
    }

    private List<Attempt.Advice> advice(String lineage, List<String> contextUsed) {
        List<Attempt.Advice> advice = new ArrayList<>();
        for (String id : contextUsed) {
            Principle principle = principles.get(lineage, id);
            if (principle != null) {
                advice.add(new Attempt.Advice(
                        principle.getConditions().stream().sorted().toList(), principle.getAction()));
            }
        }
        return advice;
    }

    private ToolNames evolved(String lineage) {
        List<Tool> library = tools.of(lineage);
        return evolved.compute(
                lineage, (name, last) -> last == null || !last.areOf(library) ? new ToolNames(library) : last);
    }

    private List<StageFact> heard(JournalEntry entry) {
        if (entry.getBody() instanceof Reply reply) {
            return answered(entry, reply);
        }
        if (entry.getBody() instanceof Control command) {
            return command.getBody() instanceof Retract retract
                    ? retracted(command, retract.getSubjectId())
                    : control.command(command);
        }
        return List.of();
    }

    private List<StageFact> answered(JournalEntry entry, Reply reply) {
        if (reply.getBody() instanceof DistillationResult result) {
            boolean learns = LineageFaculties.of(reply.getLineage(), faculties).learnsPrinciples();
            return models.answered(entry, reply, result, learns);
        }
        if (reply.getBody() instanceof ToolTrialResult result) {
            return toolReplies.tried(reply, result);
        }
        if (reply.getBody() instanceof RequestFailed failed) {
            List<StageFact> facts = new ArrayList<>(models.failed(entry, reply.getRequestId(), failed));
            facts.addAll(toolReplies.failed(reply, failed));
            return facts;
        }
        return List.of();
    }

    /** Whoever retracts an event means its attempt, and {@code open} has named it. */
    private List<StageFact> retracted(Control command, String trajectoryId) {
        Attempt attempt = log.of(command.getLineage(), trajectoryId);
        List<StageFact> facts = new ArrayList<>(control.retract(command, trajectoryId, attempt));
        if (attempt != null) {
            forget(command.getLineage(), attempt);
            facts.addAll(review.forget(command.getLineage(), attempt, command.getCommandId(), command.getAtMs()));
        }
        return facts;
    }
}

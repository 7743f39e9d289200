package io.insitu.processors.recall;

import io.insitu.processors.Announcement;
import io.insitu.processors.Learnable;
import io.insitu.processors.LineageFaculties;
import io.insitu.processors.Memories;
import io.insitu.processors.Memory;
import io.insitu.processors.Stage;
import io.insitu.processors.StageFact;
import io.insitu.processors.distil.Attempt;
import io.insitu.processors.distil.AttemptLog;
import io.insitu.processors.distil.ContrastTable;
import io.insitu.processors.distil.DistilConfig;
import io.insitu.processors.distil.DistilMemory;
import io.insitu.processors.distil.Library;
import io.insitu.processors.distil.PracticeConfig;
import io.insitu.processors.distil.Standings;
import io.insitu.schemas.event.EntryStatus;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Principle;
import io.insitu.schemas.event.Tool;
import io.insitu.schemas.event.ToolCall;
import io.insitu.schemas.event.Trajectory;
import io.insitu.schemas.event.UpdateKind;
import io.insitu.schemas.event.Utility;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Credits library entries with the attempts that followed them, and retires those that stopped helping. Runs after
 * {@code distil}, whose library it shares.
 *
 * <p>Principles with a check are left to {@code distil}, which compares attempts that kept and did not keep them.
 *
 * <p>A use is credited once, by the first verdict on its attempt. A later verdict corrects what {@code distil} counts,
 * which decides whether an entry exists, but not utility, which ranks entries and forgets a use as newer ones come. To take a use back one
 * must know how many uses came after it, since a running mean weighs each by that, and whether the entry was retired and published anew
 * meanwhile, since its utility began anew then. An entry names no life, and an attempt not what it was credited with, so neither is known.
 * What is wrong until it is forgotten: one win more or less of {@code uses}, {@code given} or {@code withheldUses}, and after k later
 * uses {@code alpha (1 - alpha)^k} of a running mean.
 */
public final class RecallStage implements Stage {
    private final RecallConfig config;
    private final UtilityBook book;
    private final Pruning pruning;
    private final Memory<LineageFaculties> faculties;
    private final Memory<Pace> paces;
    private final AttemptLog log;
    private final ContrastTable table;
    private final Standings standings;
    private final Library<Principle> principles;
    private final Library<Tool> tools;

    /**
     * @param distil of the stage whose library this is
     */
    public RecallStage(RecallConfig config, DistilConfig distil, Memories memories) {
        this.config = config;
        book = new UtilityBook(config.alpha());
        pruning = new Pruning(config);
        faculties = memories.open(LineageFaculties.MEMORY);
        paces = memories.open(RecallMemory.PACE);
        log = new AttemptLog(
                memories.open(DistilMemory.ATTEMPTS),
                memories.open(DistilMemory.PLACES),
                memories.open(DistilMemory.POSITIONS),
                distil);
        table = new ContrastTable(memories.open(DistilMemory.CONDITIONS), distil);
        standings = new Standings(memories.open(DistilMemory.STANDINGS), PracticeConfig.defaults());
        principles = Library.ofPrinciples(memories.open(DistilMemory.PRINCIPLES), distil);
        tools = Library.ofTools(memories.open(DistilMemory.TOOLS), distil);
    }

    @Override
    public List<StageFact> decide(StageFact fact) {
        if (fact instanceof StageFact.PrincipleChanged || fact instanceof StageFact.ToolChanged) {
            paces.put(fact.lineage(), pace(fact.lineage()).changed());
            return List.of();
        }
        return fact instanceof StageFact.Scored scored ? credited(scored.experience()) : List.of();
    }

    private List<StageFact> credited(Experience experience) {
        String lineage = experience.getLineage();
        Trajectory trajectory = experience.getTrajectory();
        Attempt attempt = log.of(lineage, trajectory.getTrajectoryId());
        // A second scoring corrects evidence; a use stays one use.
        if (!Learnable.is(experience) || attempt == null || attempt.scorings() > 1) {
            return List.of();
        }
        LineageFaculties able = LineageFaculties.of(lineage, faculties);
        boolean success = experience.getOutcome() == OutcomeKind.SUCCESS;
        List<StageFact> facts = new ArrayList<>();
        Set<String> asked = asked(trajectory);
        for (String id : trajectory.getContextUsed()) {
            Principle principle = principles.get(lineage, id);
            if (principle != null && principle.getCheck() == null && able.learnsPrinciples()) {
                Utility utility = principle.getUtility();
                boolean followed = followed(asked, principle.getAction());
                change(
                        experience,
                        principle,
                        followed ? book.used(utility, success) : book.given(utility, success),
                        facts);
            }
            Tool tool = tools.get(lineage, id);
            if (tool != null && able.learnsTools()) {
                Utility utility = tool.getUtility();
                boolean followed = followed(asked, tool.getName());
                change(experience, tool, followed ? book.used(utility, success) : book.given(utility, success), facts);
            }
        }
        for (String id : trajectory.getContextWithheld()) {
            Principle principle = principles.get(lineage, id);
            if (principle != null && principle.getCheck() == null && able.learnsPrinciples()) {
                change(experience, principle, book.withheld(principle.getUtility(), success), facts);
            }
            Tool tool = tools.get(lineage, id);
            if (tool != null && able.learnsTools()) {
                change(experience, tool, book.withheld(tool.getUtility(), success), facts);
            }
        }
        Pace.tells(experience).ifPresent(tells -> facts.addAll(paced(experience, tells)));
        return facts;
    }

    /** Everything the agent tried to call, whether it worked or not: a tool that is gone is a use that failed. */
    private static Set<String> asked(Trajectory trajectory) {
        Set<String> asked = new TreeSet<>();
        for (Object step : trajectory.getSteps()) {
            if (step instanceof ToolCall call) {
                asked.add(call.getTool());
            }
        }
        return asked;
    }

    /** Where no call was recorded, nobody can say what was followed: all share the outcome. */
    private static boolean followed(Set<String> asked, String call) {
        return asked.isEmpty() || asked.contains(call);
    }

    private void change(Experience experience, Principle before, Utility utility, List<StageFact> facts) {
        Optional<String> verdict = before.getStatus() == EntryStatus.ACTIVE
                ? pruning.verdict(utility, standings.excusesFailures(before))
                : Optional.empty();
        Principle after = Principle.newBuilder(before)
                .setUtility(utility)
                .setStatus(verdict.isPresent() ? EntryStatus.RETIRED : before.getStatus())
                .setReason(verdict.orElse(before.getReason()))
                .setRevision(before.getRevision() + 1)
                .setUpdatedMs(experience.getScoredMs())
                .build();
        principles.put(before.getLineage(), after);
        if (verdict.isPresent() || tellsMore(before.getUtility(), utility)) {
            facts.add(new StageFact.PrincipleChanged(after));
        }
        if (verdict.isPresent()) {
            table.restart(
                    before.getLineage(),
                    before.getConditions().stream().sorted().toList(),
                    before.getAction());
            retired(experience, UpdateKind.PRINCIPLE_RETIRED, before.getId(), before.getStatement(), after, facts);
        }
    }

    private void change(Experience experience, Tool before, Utility utility, List<StageFact> facts) {
        Optional<String> verdict =
                before.getStatus() == EntryStatus.ACTIVE ? pruning.verdict(utility, false) : Optional.empty();
        Tool after = Tool.newBuilder(before)
                .setUtility(utility)
                .setStatus(verdict.isPresent() ? EntryStatus.RETIRED : before.getStatus())
                .setReason(verdict.orElse(before.getReason()))
                .setRevision(before.getRevision() + 1)
                .setUpdatedMs(experience.getScoredMs())
                .build();
        tools.put(before.getLineage(), after);
        if (verdict.isPresent() || tellsMore(before.getUtility(), utility)) {
            facts.add(new StageFact.ToolChanged(after));
        }
        verdict.ifPresent(reason -> announce(
                experience,
                UpdateKind.TOOL_RETIRED,
                before.getId(),
                before.getName() + " (" + before.getDescription() + ") is retired: " + reason,
                utility,
                facts));
    }

    /** Agents rank by utility; a change they could not notice is not worth a record. */
    private boolean tellsMore(Utility before, Utility after) {
        UtilityEstimator ranking = config.ranking();
        return (int) (ranking.of(before) * 10) != (int) (ranking.of(after) * 10);
    }

    private static void retired(
            Experience experience,
            UpdateKind kind,
            String id,
            String statement,
            Principle after,
            List<StageFact> facts) {
        announce(
                experience,
                kind,
                id,
                "\"" + statement + "\" is retired: " + after.getReason(),
                after.getUtility(),
                facts);
    }

    private static void announce(
            Experience experience, UpdateKind kind, String id, String summary, Utility utility, List<StageFact> facts) {
        facts.add(Announcement.of(
                experience.getLineage(),
                kind,
                id,
                summary,
                Map.of(
                        "utility",
                        utility.getQ(),
                        "uses",
                        (double) utility.getUses(),
                        "wins",
                        (double) utility.getWins(),
                        "lift",
                        Lift.of(utility).value()),
                experience.getScoredMs(),
                experience.getTrajectory().getEndedMs(),
                List.of(experience.getExperienceId())));
    }

    private List<StageFact> paced(Experience experience, long tells) {
        String lineage = experience.getLineage();
        Pace pace = pace(lineage).attempted(tells, config);
        if (!pace.justSettled(config)) {
            paces.put(lineage, pace);
            return List.of();
        }
        paces.put(lineage, pace.announced());
        return List.of(Announcement.of(
                lineage,
                UpdateKind.CONVERGED,
                lineage,
                "the library of " + lineage + " has settled",
                Map.of("changesPerAttempt", pace.rate(), "attempts", (double) pace.attempts()),
                experience.getScoredMs(),
                experience.getTrajectory().getEndedMs(),
                List.of(experience.getExperienceId())));
    }

    private Pace pace(String lineage) {
        Pace known = paces.get(lineage);
        return known == null ? Pace.FIRST : known;
    }
}

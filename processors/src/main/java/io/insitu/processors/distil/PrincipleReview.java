package io.insitu.processors.distil;

import io.insitu.processors.Announcement;
import io.insitu.processors.StageFact;
import io.insitu.schemas.event.EntryStatus;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.Principle;
import io.insitu.schemas.event.PrincipleException;
import io.insitu.schemas.event.UpdateKind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Says of principles from contrast what attempts since have shown: whether they are of use, at a share of false ones that is kept
 * to, and at which words of a task they fail.
 *
 * <pre>
 *  a follower failed at a task with the word ──► watched ──► in doubt: so long a run of failures is no chance
 *                                                  ▲              │ enough among all words that are watched
 *                                                  │              ▼
 *                                                  └────────── exception: not served there, until two succeed there all the same
 * </pre>
 */
final class PrincipleReview {
    private static final int MAX_EXCEPTIONS = 8;
    private static final int MAX_TRAJECTORIES = 8;
    private static final int MAX_CAUSES = 32;

    private final Library<Principle> library;
    private final AttemptLog log;
    private final Standings standings;
    private final PracticeConfig config;

    PrincipleReview(Library<Principle> library, AttemptLog log, Standings standings, PracticeConfig config) {
        this.library = library;
        this.log = log;
        this.standings = standings;
        this.config = config;
    }

    /** What makes somebody look again, and when. */
    private record By(String id, long atMs, long causeAtMs) {}

    /** Counts a new attempt for all principles that speak of it; a call made in vain was made. */
    List<StageFact> add(List<Principle> speaking, Attempt attempt, Experience experience) {
        List<StageFact> facts = new ArrayList<>();
        if (speaking.isEmpty()) {
            return facts;
        }
        Deeds deeds = Deeds.of(experience.getTrajectory());
        String group = experience.getGroup().getGroupId();
        By by = new By(attempt.experienceId(), experience.getScoredMs(), attempt.atMs());
        for (Principle principle : speaking) {
            Standing standing = standings.heard(principle, attempt, group, deeds.called(principle.getAction()));
            if (standing != null) {
                review(principle, standing, null, by, facts);
            }
        }
        return facts;
    }

    /** Corrects the outcome of an attempt, and says what that changes. */
    List<StageFact> correct(String lineage, Attempt attempt, long atMs) {
        By by = new By(attempt.experienceId(), atMs, attempt.atMs());
        return again(lineage, one -> one.corrected(attempt.number(), attempt.success()), null, by);
    }

    /**
     * Takes an attempt out, and says what that changes.
     *
     * @param cause id of what does
     */
    List<StageFact> forget(String lineage, Attempt attempt, String cause, long atMs) {
        return again(lineage, one -> one.without(attempt.number()), attempt, new By(cause, atMs, atMs));
    }

    private List<StageFact> again(String lineage, UnaryOperator<Standing> correction, @Nullable Attempt gone, By by) {
        List<StageFact> facts = new ArrayList<>();
        for (Standing standing : standings.correct(lineage, correction)) {
            Principle principle = library.get(lineage, standing.principleId());
            if (principle != null && principle.getStatus() != EntryStatus.RETIRED) {
                review(principle, standing, gone, by, facts);
            }
        }
        return facts;
    }

    /**
     * @param gone an attempt that is evidence no longer
     */
    private void review(Principle principle, Standing counted, @Nullable Attempt gone, By by, List<StageFact> facts) {
        String lineage = principle.getLineage();
        Standing standing = settled(principle, counted);
        List<PrincipleException> exceptions = exceptions(lineage, principle, standing);
        double e = standing.trial().eValue();
        boolean held = e >= 1 / config.falseShare() && e >= standings.enoughToHold(lineage);
        boolean wasHeld = principle.getFalseShare() < 1;
        boolean named = gone != null
                && (principle.getCauses().contains(gone.experienceId())
                        || principle.getExceptions().stream()
                                .anyMatch(one -> one.getTrajectories().contains(gone.trajectoryId())));
        if (!named && held == wasHeld && says(exceptions).equals(says(principle.getExceptions()))) {
            return;
        }
        Principle next = Principle.newBuilder(principle)
                .setExceptions(exceptions)
                .setStatement(PrincipleWording.statement(principle.getConditions(), principle.getAction(), exceptions))
                .setFalseShare(held ? config.falseShare() : 1)
                .setPairsFor(standing.trial().wins())
                .setPairsAgainst(standing.trial().losses())
                .setEValue(e)
                .setRevision(principle.getRevision() + 1)
                .setUpdatedMs(by.atMs())
                .setCauses(causes(principle, exceptions, gone, by.id()))
                .build();
        library.put(lineage, next);
        facts.add(new StageFact.PrincipleChanged(next));
        boolean saysOther = !next.getStatement().equals(principle.getStatement());
        if (next.getStatus() == EntryStatus.ACTIVE && (saysOther || held != wasHeld)) {
            facts.add(Announcement.of(
                    lineage,
                    UpdateKind.PRINCIPLE_REVISED,
                    next.getId(),
                    next.getStatement() + ": " + why(next, held),
                    Map.of(
                            "pairsFor", (double) next.getPairsFor(),
                            "pairsAgainst", (double) next.getPairsAgainst(),
                            "eValue", next.getEValue()),
                    by.atMs(),
                    by.causeAtMs(),
                    List.of(by.id())));
        }
    }

    private Standing settled(Principle principle, Standing counted) {
        Standing settled = counted.settled();
        if (settled != counted) {
            standings.put(principle, settled);
        }
        return settled;
    }

    private List<PrincipleException> exceptions(String lineage, Principle principle, Standing standing) {
        List<PrincipleException> exceptions = new ArrayList<>();
        for (TermDoubt doubt : standing.doubts()) {
            boolean was = principle.getExceptions().stream()
                    .anyMatch(one -> one.getEstablished() && one.getTerm().equals(doubt.term()));
            double e = doubt.eValue();
            boolean established = e >= 1 / config.falseShare() && (was || e >= standings.enoughToExcept(lineage));
            if ((established || standing.chanceOf(doubt) <= config.doubtChance())
                    && exceptions.size() < MAX_EXCEPTIONS) {
                exceptions.add(PrincipleException.newBuilder()
                        .setTerm(doubt.term())
                        .setEstablished(established)
                        .setPairsFor(doubt.failedAlone())
                        .setPairsAgainst(doubt.wonAlone())
                        .setEValue(e)
                        .setTrajectories(failed(lineage, doubt).stream()
                                .map(Attempt::trajectoryId)
                                .toList())
                        .build());
            }
        }
        return exceptions;
    }

    private List<Attempt> failed(String lineage, TermDoubt doubt) {
        List<Attempt> failed = doubt.pairs().stream()
                .filter(pair -> !pair.withWon())
                .map(pair -> log.numbered(lineage, pair.with()))
                .filter(Objects::nonNull)
                .toList();
        return failed.subList(Math.max(0, failed.size() - MAX_TRAJECTORIES), failed.size());
    }

    private static List<String> says(List<PrincipleException> exceptions) {
        return exceptions.stream()
                .map(one -> (one.getEstablished() ? "unless " : "perhaps unless ") + one.getTerm())
                .toList();
    }

    private List<String> causes(
            Principle principle, List<PrincipleException> exceptions, @Nullable Attempt gone, String newest) {
        Set<String> causes = new LinkedHashSet<>(principle.getCauses());
        exceptions.forEach(one -> one.getTrajectories().forEach(id -> {
            Attempt attempt = log.of(principle.getLineage(), id);
            if (attempt != null) {
                causes.add(attempt.experienceId());
            }
        }));
        if (gone != null) {
            causes.remove(gone.experienceId());
        }
        causes.add(newest);
        List<String> all = List.copyOf(causes);
        return all.subList(Math.max(0, all.size() - MAX_CAUSES), all.size());
    }

    private String why(Principle next, boolean held) {
        return String.format(
                Locale.ROOT,
                "since it was noted %d pairs of attempts at one task speak for it and %d against (e-value %.1f), %s",
                next.getPairsFor(),
                next.getPairsAgainst(),
                next.getEValue(),
                held
                        ? "enough to be held: of those that are, at most " + Math.round(100 * config.falseShare())
                                + " % are expected to be of no use"
                        : "it is on trial");
    }
}

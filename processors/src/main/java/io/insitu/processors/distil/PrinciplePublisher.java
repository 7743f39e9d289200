package io.insitu.processors.distil;

import io.insitu.processors.Announcement;
import io.insitu.processors.StageFact;
import io.insitu.schemas.event.EntryStatus;
import io.insitu.schemas.event.Evidence;
import io.insitu.schemas.event.Principle;
import io.insitu.schemas.event.PrincipleException;
import io.insitu.schemas.event.UpdateKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Turns findings into principles: publishes new ones, revises known ones, retires those they contradict. */
final class PrinciplePublisher {
    /** A principle that was contradicted must have lost this much before the newer evidence replaces it. */
    private static final double DOUBTED_BELOW = 0.5;

    /** Successes without it that refute a principle, if they outweigh its own. */
    private static final int REFUTED_BY = 2;

    private static final double REFUTED_BELOW = 0.67;

    /** Successes outside a narrower condition that show it is not needed. */
    private static final int MERGED_BY = 2;

    static final double FIRST_UTILITY = 0.7;

    private final Library<Principle> library;
    private final PrincipleWording wording;
    private final ContrastTable table;
    private final Standings standings;

    PrinciplePublisher(Library<Principle> library, AttemptLog log, ContrastTable table, Standings standings) {
        this.library = library;
        this.standings = standings;
        this.wording = new PrincipleWording(log);
        this.table = table;
    }

    List<StageFact> publish(String lineage, List<Finding> findings, Attempt newest, long atMs) {
        List<StageFact> facts = new ArrayList<>();
        for (Finding finding : findings) {
            Principle known =
                    library.get(lineage, PrincipleWording.id(lineage, finding.conditions(), finding.action()));
            if (known != null && known.getStatus() != EntryStatus.RETIRED && !tellsMore(known, finding)) {
                continue; // nearly always: it need not be worded
            }
            Principle next = wording.of(lineage, finding, newest, atMs);
            if (known == null || known.getStatus() == EntryStatus.RETIRED) {
                int revision = known == null ? 1 : known.getRevision() + 1;
                boolean refusedByOperator = known != null && EntryControl.isOperators(known.getReason());
                if (!refusedByOperator && mayReplaceOthers(lineage, next, atMs, facts) && library.makesRoom(lineage)) {
                    keep(
                            lineage,
                            Principle.newBuilder(next).setRevision(revision).build(),
                            facts);
                    standings.begin(next);
                    announce(next, UpdateKind.PRINCIPLE_PUBLISHED, newest, facts);
                    absorb(lineage, next, newest, atMs, facts);
                }
            } else {
                revise(lineage, known, next, newest, facts);
            }
        }
        return facts;
    }

    /** What contrast has to say about a task with these terms, in order of id. */
    List<Principle> speaking(String lineage, List<String> terms) {
        return library.of(lineage).stream()
                .filter(one -> one.getStatus() == EntryStatus.ACTIVE || one.getStatus() == EntryStatus.CANDIDATE)
                .filter(one -> one.getCheck() == null // its pairs decide
                        && terms.containsAll(one.getConditions()))
                .toList();
    }

    /** Retires what this attempt refutes: tasks under its condition succeed without it, and none of its exceptions says why. */
    List<StageFact> withdraw(String lineage, List<Principle> speaking, Attempt attempt, long atMs) {
        List<StageFact> facts = new ArrayList<>();
        if (!attempt.success()) {
            return facts;
        }
        for (Principle one : speaking) {
            Principle principle = library.get(lineage, one.getId());
            if (principle == null
                    || principle.getStatus() != EntryStatus.ACTIVE
                    || attempt.tools().contains(principle.getAction())) {
                continue;
            }
            List<String> conditions =
                    principle.getConditions().stream().sorted().toList();
            ConditionWindow window = table.window(lineage, conditions);
            List<String> excepted = principle.getExceptions().stream()
                    .map(PrincipleException::getTerm)
                    .toList();
            Counts counts = window == null ? null : window.countsWithout(principle.getAction(), excepted);
            if (counts != null && counts.withoutSuccess() >= REFUTED_BY && counts.necessity() < REFUTED_BELOW) {
                retire(
                        principle,
                        counts.withoutSuccess() + " successes without it",
                        atMs,
                        attempt.atMs(),
                        List.of(attempt.experienceId()),
                        facts);
            }
        }
        return facts;
    }

    private void retire(
            Principle principle, String reason, long atMs, long causeAtMs, List<String> causes, List<StageFact> facts) {
        Principle retired = Principle.newBuilder(principle)
                .setStatus(EntryStatus.RETIRED)
                .setReason(reason)
                .setRevision(principle.getRevision() + 1)
                .setUpdatedMs(atMs)
                .build();
        keep(principle.getLineage(), retired, facts);
        facts.add(Announcement.of(
                principle.getLineage(),
                UpdateKind.PRINCIPLE_RETIRED,
                principle.getId(),
                "\"" + principle.getStatement() + "\" is retired: " + reason,
                Map.of("utility", principle.getUtility().getQ()),
                atMs,
                causeAtMs,
                causes));
    }

    /** Whether it is to be served from now on, or its successes have doubled. */
    private static boolean tellsMore(Principle known, Finding finding) {
        return rises(known, finding.firm())
                || Integer.highestOneBit(finding.counts().withSuccess())
                        > Integer.highestOneBit(known.getEvidence().getSupporting());
    }

    private static boolean rises(Principle known, boolean firm) {
        return known.getStatus() == EntryStatus.CANDIDATE && firm;
    }

    /** Says a known principle anew, because there is more to tell. */
    private void revise(String lineage, Principle known, Principle next, Attempt newest, List<StageFact> facts) {
        boolean rises = rises(known, next.getStatus() == EntryStatus.ACTIVE);
        Principle revised = Principle.newBuilder(next)
                .setStatus(rises ? EntryStatus.ACTIVE : known.getStatus())
                .setReason(rises ? next.getReason() : known.getReason())
                .setStatement(PrincipleWording.statement(next.getConditions(), next.getAction(), known.getExceptions()))
                .setExceptions(known.getExceptions())
                .setFalseShare(known.getFalseShare())
                .setPairsFor(known.getPairsFor())
                .setPairsAgainst(known.getPairsAgainst())
                .setEValue(known.getEValue())
                .setUtility(known.getUtility())
                .setSource(known.getSource())
                .setRevision(known.getRevision() + 1)
                .build();
        if (known.getCheck() != null && !rises) {
            return; // it is under test by pairs; contrast takes it over once it would serve it
        }
        if (rises) {
            keep(lineage, revised, facts);
            announce(revised, UpdateKind.PRINCIPLE_PUBLISHED, newest, facts);
            absorb(lineage, revised, newest, revised.getUpdatedMs(), facts);
        } else {
            keep(lineage, revised, facts);
            if (known.getStatus() == EntryStatus.ACTIVE) {
                announce(revised, UpdateKind.PRINCIPLE_REVISED, newest, facts);
            }
        }
    }

    /** Two choices under one condition contradict each other: the newer wins once the older has lost its utility. */
    private boolean mayReplaceOthers(String lineage, Principle next, long atMs, List<StageFact> facts) {
        for (Principle other : library.of(lineage)) {
            if (other.getStatus() != EntryStatus.ACTIVE
                    || other.getCheck() != null
                    || !contradicts(lineage, other, next)) {
                continue;
            }
            if (other.getUtility().getQ() >= DOUBTED_BELOW) {
                return false;
            }
            retire(other, "replaced by \"" + next.getStatement() + "\"", atMs, atMs, next.getCauses(), facts);
        }
        return true;
    }

    private boolean contradicts(String lineage, Principle other, Principle next) {
        List<String> conditions = next.getConditions().stream().sorted().toList();
        if (!other.getConditions().stream().sorted().toList().equals(conditions)
                || other.getAction().equals(next.getAction())) {
            return false;
        }
        ConditionWindow window = table.window(lineage, conditions);
        return window != null && !window.wonTogether(other.getAction(), next.getAction());
    }

    /**
     * Merges narrower principles of the same advice into a wider one that is served, where the evidence agrees: the advice holds
     * under the wider condition also where the narrower does not apply.
     */
    private void absorb(String lineage, Principle wider, Attempt newest, long atMs, List<StageFact> facts) {
        if (wider.getStatus() != EntryStatus.ACTIVE || wider.getConditions().size() != 1) {
            return;
        }
        ConditionWindow window = table.window(lineage, wider.getConditions());
        for (Principle other : library.of(lineage)) {
            if (window == null
                    || other.getStatus() != EntryStatus.ACTIVE
                    || other.getCheck() != null
                    || EntryControl.isOperators(other.getReason())
                    || !other.getAction().equals(wider.getAction())
                    || other.getConditions().size() <= 1
                    || !other.getConditions().containsAll(wider.getConditions())) {
                continue;
            }
            Counts outside = window.countsOutside(wider.getAction(), other.getConditions());
            if (outside.withSuccess() >= MERGED_BY && outside.withoutSuccess() == 0) {
                retire(
                        other,
                        "merged into \"" + wider.getStatement() + "\", which " + outside.withSuccess()
                                + " successes without the narrower condition agree with",
                        atMs,
                        newest.atMs(),
                        wider.getCauses(),
                        facts);
            }
        }
    }

    private void keep(String lineage, Principle principle, List<StageFact> facts) {
        library.put(lineage, principle);
        facts.add(new StageFact.PrincipleChanged(principle));
    }

    private static void announce(Principle principle, UpdateKind kind, Attempt newest, List<StageFact> facts) {
        if (principle.getStatus() != EntryStatus.ACTIVE) {
            return;
        }
        Evidence evidence = principle.getEvidence();
        facts.add(Announcement.of(
                principle.getLineage(),
                kind,
                principle.getId(),
                principle.getStatement() + ": " + principle.getExplanation(),
                Map.of(
                        "supporting", (double) evidence.getSupporting(),
                        "opposing", (double) evidence.getOpposing(),
                        "pValue", evidence.getPValue()),
                principle.getUpdatedMs(),
                newest.atMs(),
                principle.getCauses()));
    }
}

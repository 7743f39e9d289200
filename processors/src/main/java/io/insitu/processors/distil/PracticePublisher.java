package io.insitu.processors.distil;

import io.insitu.processors.Announcement;
import io.insitu.processors.StageFact;
import io.insitu.schemas.event.EntryStatus;
import io.insitu.schemas.event.Evidence;
import io.insitu.schemas.event.Principle;
import io.insitu.schemas.event.UpdateKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Turns practices into principles, by their pairs.
 *
 * <pre>
 *  watched ──► CANDIDATE (its own pairs speak for it) ──► ACTIVE (enough among all that are tested)
 *     ▲            │ they no longer do                        │ pairs since then turned, or show no difference
 *     └────────────┴──────────────── RETIRED ◄────────────────┘
 * </pre>
 */
final class PracticePublisher {
    private static final int MAX_TRAJECTORIES = 16;
    private static final int MAX_EXAMPLES = 4;
    private static final int MAX_SAYS = 240;
    private final Library<Principle> library;
    private final AttemptLog log;
    private final PracticeBook book;
    private final PracticeConfig config;

    PracticePublisher(Library<Principle> library, AttemptLog log, PracticeBook book, PracticeConfig config) {
        this.library = library;
        this.log = log;
        this.book = book;
        this.config = config;
    }

    /** What the newest attempt changes about a practice it spoke of. */
    List<StageFact> consider(String lineage, WatchedPractice watched, Attempt newest, long atMs) {
        List<StageFact> facts = new ArrayList<>();
        Principle known = library.get(lineage, watched.practice().id(lineage));
        // An operator's word stands until the next one; what contrast found too, contrast answers for.
        if (known != null && (known.getStatus() == EntryStatus.QUARANTINED || known.getCheck() == null)) {
            return facts;
        }
        boolean served = known != null && known.getStatus() == EntryStatus.ACTIVE;
        if (watched.isProven() && !served) {
            book.put(lineage, watched.anew()); // somebody else retired it: it must be proven again from nothing
        } else if (served && !watched.isProven()) {
            book.put(lineage, watched.proven()); // an operator approved it: from now on its pairs decide
        } else if (served) {
            keepOrRetire(lineage, Objects.requireNonNull(known), watched, newest, atMs, facts);
        } else {
            prove(lineage, known, watched, newest, atMs, facts);
        }
        return facts;
    }

    private void prove(
            String lineage,
            @Nullable Principle known,
            WatchedPractice watched,
            Attempt newest,
            long atMs,
            List<StageFact> facts) {
        boolean candidate = known != null && known.getStatus() == EntryStatus.CANDIDATE;
        double e = watched.eValue();
        if (known != null && known.getStatus() == EntryStatus.RETIRED && EntryControl.isOperators(known.getReason())) {
            return;
        }
        if (e < 1 / config.falseShare()) {
            if (known != null && candidate && refuted(watched)) {
                retire(known, watched, "its pairs do not speak for it", newest, atMs, facts);
            }
            return;
        }
        boolean enough = e >= book.enough(lineage);
        if ((!enough && candidate) || (known == null && !library.makesRoom(lineage))) {
            return;
        }
        EntryStatus status = enough ? EntryStatus.ACTIVE : EntryStatus.CANDIDATE;
        String reason = enough
                ? "evidence suffices among all that is tested"
                : "its own evidence is good, but not among all that is tested";
        Principle next = worded(lineage, known, watched, newest, status, reason, atMs);
        keep(next, facts);
        if (enough) {
            book.put(lineage, watched.proven());
            announce(next, UpdateKind.PRINCIPLE_PUBLISHED, newest, facts);
        }
    }

    /**
     * What was noted for its pairs falls with them; what was proposed without any, once they speak against it, or once there were so
     * many that they would have spoken for it.
     */
    private boolean refuted(WatchedPractice watched) {
        boolean proposed = watched.practice().kind() == Practice.Kind.CALL;
        return proposed
                ? PairBet.eValue(watched.losses(), watched.wins()) >= 1 / config.turnedShare()
                        || watched.paired() >= config.uselessAfter()
                : watched.eValue() < 1;
    }

    private void keepOrRetire(
            String lineage,
            Principle known,
            WatchedPractice watched,
            Attempt newest,
            long atMs,
            List<StageFact> facts) {
        List<WatchedPractice.Pair> since = watched.sinceProven();
        int wins = WatchedPractice.wins(since);
        int losses = WatchedPractice.losses(since);
        if (PairBet.eValue(losses, wins) >= 1 / config.turnedShare()) {
            String turned = "evidence turned: " + losses + " of " + (wins + losses)
                    + " pairs since it was published speak against it";
            retire(known, watched, turned, newest, atMs, facts);
            book.put(lineage, watched.anew());
        } else if (since.size() >= config.uselessAfter() && PairBet.eValue(wins, losses) < 1) {
            String useless = "it makes no difference: of " + since.size() + " pairs since it was published " + wins
                    + " speak for it and " + losses + " against";
            retire(known, watched, useless, newest, atMs, facts);
            book.put(lineage, watched.anew());
        } else if (Integer.highestOneBit(watched.wins() + watched.losses())
                > Integer.highestOneBit(known.getPairsFor() + known.getPairsAgainst())) {
            Principle revised = worded(lineage, known, watched, newest, EntryStatus.ACTIVE, known.getReason(), atMs);
            keep(revised, facts);
            announce(revised, UpdateKind.PRINCIPLE_REVISED, newest, facts);
        }
    }

    private void retire(
            Principle known, WatchedPractice watched, String reason, Attempt newest, long atMs, List<StageFact> facts) {
        Principle retired = Principle.newBuilder(known)
                .setStatus(EntryStatus.RETIRED)
                .setReason(reason)
                .setPairsFor(watched.wins())
                .setPairsAgainst(watched.losses())
                .setEValue(watched.eValue())
                .setRevision(known.getRevision() + 1)
                .setUpdatedMs(atMs)
                .setCauses(List.of(newest.experienceId()))
                .build();
        keep(retired, facts);
        if (known.getStatus() == EntryStatus.ACTIVE) {
            announce(retired, UpdateKind.PRINCIPLE_RETIRED, newest, facts);
        }
    }

    private Principle worded(
            String lineage,
            @Nullable Principle known,
            WatchedPractice watched,
            Attempt newest,
            EntryStatus status,
            String reason,
            long atMs) {
        Practice practice = watched.practice();
        List<Attempt> supporters = watched.pairs().stream()
                .filter(pair -> pair.withWon() && !pair.withoutWon())
                .map(pair -> log.numbered(lineage, pair.with()))
                .filter(Objects::nonNull)
                .toList();
        List<Attempt> named = supporters.subList(Math.max(0, supporters.size() - MAX_TRAJECTORIES), supporters.size());
        List<WatchedPractice.Pair> pairs = watched.pairs();
        int with = (int) pairs.stream().filter(WatchedPractice.Pair::withWon).count();
        int without =
                (int) pairs.stream().filter(WatchedPractice.Pair::withoutWon).count();
        List<String> causes = named.stream().map(Attempt::experienceId).toList();
        return Principle.newBuilder()
                .setId(practice.id(lineage))
                .setLineage(lineage)
                .setTaxonomy(practice.taxonomy())
                .setConditions(practice.conditions())
                .setAction(practice.action())
                .setStatement(practice.statement())
                .setExplanation(explained(watched, with, without))
                .setExamples(named.stream()
                        .map(Attempt::instruction)
                        .distinct()
                        .limit(MAX_EXAMPLES)
                        .toList())
                .setEvidence(Evidence.newBuilder()
                        .setSupporting(with)
                        .setOpposing(pairs.size() - with)
                        .setWithoutSuccess(without)
                        .setWithoutFailure(pairs.size() - without)
                        .setTrajectories(
                                named.stream().map(Attempt::trajectoryId).toList())
                        .build())
                .setUtility(known == null ? PrincipleWording.firstUtility() : known.getUtility())
                .setStatus(status)
                .setRevision(known == null ? 1 : known.getRevision() + 1)
                .setReason(reason)
                .setUpdatedMs(atMs)
                .setCauses(causes.isEmpty() ? List.of(newest.experienceId()) : causes)
                .setSource(known == null ? practice.kind().source() : known.getSource())
                .setCheck(practice.check())
                .setPairsFor(watched.wins())
                .setPairsAgainst(watched.losses())
                .setEValue(watched.eValue())
                .setTenants(watched.tenants())
                .build();
    }

    private static String explained(WatchedPractice watched, int with, int without) {
        String says = watched.says();
        String demanded = says.isEmpty()
                ? ""
                : "The agent is told: \"" + (says.length() > MAX_SAYS ? says.substring(0, MAX_SAYS) + "..." : says)
                        + "\" ";
        return String.format(
                Locale.ROOT,
                "%sOf %d pairs of attempts at one task %d succeeded with it and %d without; in %d only the one with it, in %d"
                        + " only the other (e-value %.1f)",
                demanded,
                watched.pairs().size(),
                with,
                without,
                watched.wins(),
                watched.losses(),
                watched.eValue());
    }

    private void keep(Principle principle, List<StageFact> facts) {
        library.put(principle.getLineage(), principle);
        facts.add(new StageFact.PrincipleChanged(principle));
    }

    private static void announce(Principle principle, UpdateKind kind, Attempt newest, List<StageFact> facts) {
        String what = kind == UpdateKind.PRINCIPLE_RETIRED
                ? "\"" + principle.getStatement() + "\" is retired: " + principle.getReason()
                : principle.getStatement() + ": " + principle.getExplanation();
        facts.add(Announcement.of(
                principle.getLineage(),
                kind,
                principle.getId(),
                what,
                Map.of(
                        "pairsFor", (double) principle.getPairsFor(),
                        "pairsAgainst", (double) principle.getPairsAgainst(),
                        "eValue", principle.getEValue()),
                principle.getUpdatedMs(),
                newest.atMs(),
                principle.getCauses()));
    }
}

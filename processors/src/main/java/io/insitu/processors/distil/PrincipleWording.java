package io.insitu.processors.distil;

import io.insitu.schemas.Digest;
import io.insitu.schemas.event.EntryStatus;
import io.insitu.schemas.event.Evidence;
import io.insitu.schemas.event.Principle;
import io.insitu.schemas.event.PrincipleException;
import io.insitu.schemas.event.Utility;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Says a finding as a principle, with its evidence. */
final class PrincipleWording {
    /** What principles from contrast come from. */
    static final String SOURCE = "contrast";

    private static final double FIRST_Q = 0.7;
    private static final int MAX_TRAJECTORIES = 16;
    private static final int MAX_EXAMPLES = 4;
    private static final int MAX_TENANTS = 16;
    private final AttemptLog log;

    PrincipleWording(AttemptLog log) {
        this.log = log;
    }

    static String id(String lineage, List<String> conditions, String action) {
        return Digest.of(
                "principle",
                lineage,
                String.join(" ", conditions.stream().sorted().toList()),
                action);
    }

    static String statement(List<String> conditions, String action) {
        return "when " + String.join(" ", conditions) + " do " + action;
    }

    /** The same, where it is known not to hold for some tasks. */
    static String statement(List<String> conditions, String action, List<PrincipleException> exceptions) {
        List<String> terms = exceptions.stream()
                .filter(PrincipleException::getEstablished)
                .map(PrincipleException::getTerm)
                .toList();
        return statement(conditions, action) + (terms.isEmpty() ? "" : ", unless " + String.join(" or ", terms));
    }

    /** Of an entry nobody has used yet: worth a trial. */
    static Utility firstUtility() {
        return new Utility(FIRST_Q, 0, 0, 0, 0, 0, 0, FIRST_Q);
    }

    Principle of(String lineage, Finding finding, Attempt newest, long atMs) {
        List<Attempt> supporters = new ArrayList<>();
        for (int i = finding.attempts().size() - 1; i >= 0; i--) {
            Attempt attempt = log.numbered(lineage, finding.attempts().get(i));
            if (attempt != null) {
                supporters.add(attempt);
            }
        }
        List<Attempt> named = supporters.subList(Math.max(0, supporters.size() - MAX_TRAJECTORIES), supporters.size());
        List<String> conditions =
                newest.terms().stream().filter(finding.conditions()::contains).toList();
        Counts counts = finding.counts();
        return Principle.newBuilder()
                .setId(id(lineage, finding.conditions(), finding.action()))
                .setLineage(lineage)
                .setTaxonomy(isChoice(finding, supporters) ? "choice" : "procedure")
                .setConditions(conditions)
                .setAction(finding.action())
                .setStatement(statement(conditions, finding.action()))
                .setExplanation(explained(counts, finding.p()))
                .setExamples(supporters.stream()
                        .map(Attempt::instruction)
                        .distinct()
                        .limit(MAX_EXAMPLES)
                        .toList())
                .setEvidence(Evidence.newBuilder()
                        .setSupporting(counts.withSuccess())
                        .setOpposing(counts.withFailure())
                        .setWithoutSuccess(counts.withoutSuccess())
                        .setWithoutFailure(counts.withoutFailure())
                        .setPValue(finding.p())
                        .setTrajectories(
                                named.stream().map(Attempt::trajectoryId).toList())
                        .build())
                .setUtility(firstUtility())
                .setStatus(finding.firm() ? EntryStatus.ACTIVE : EntryStatus.CANDIDATE)
                .setRevision(1)
                .setReason(finding.firm() ? "evidence suffices" : "evidence is thin")
                .setUpdatedMs(atMs)
                .setCauses(named.stream().map(Attempt::experienceId).toList())
                .setSource(SOURCE)
                .setTenants(supporters.stream()
                        .map(Attempt::tenant)
                        .filter(tenant -> !tenant.isEmpty())
                        .distinct()
                        .sorted()
                        .limit(MAX_TENANTS)
                        .toList())
                .build();
    }

    private static String explained(Counts counts, double p) {
        return String.format(
                Locale.ROOT,
                "%d of %d attempts with it succeeded, %d of %d without it (p %.4f)",
                counts.withSuccess(),
                counts.withSuccess() + counts.withFailure(),
                counts.withoutSuccess(),
                counts.withoutSuccess() + counts.withoutFailure(),
                p);
    }

    /** A choice is one of several things the task itself names; anything else is a step on the way. */
    private static boolean isChoice(Finding finding, List<Attempt> supporters) {
        return !supporters.isEmpty()
                && supporters.stream()
                        .map(Attempt::instruction)
                        .map(Objects::requireNonNull)
                        .allMatch(text -> Arrays.asList(text.split("[^\\p{L}\\p{N}_-]+", -1))
                                .contains(finding.action()));
    }
}

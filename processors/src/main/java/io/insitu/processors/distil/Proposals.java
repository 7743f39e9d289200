package io.insitu.processors.distil;

import io.insitu.processors.StageFact;
import io.insitu.schemas.event.EntryStatus;
import io.insitu.schemas.event.Evidence;
import io.insitu.schemas.event.PracticeCheck;
import io.insitu.schemas.event.Principle;
import java.util.ArrayList;
import java.util.List;

/**
 * Where principles that were found elsewhere enter: as candidates, whatever whoever found them claims. From then on attempts are
 * paired by them as by any practice; those a proposal was made from are not among them.
 */
final class Proposals {
    private final Library<Principle> library;
    private final Practices practices;

    Proposals(Library<Principle> library, Practices practices) {
        this.library = library;
        this.practices = practices;
    }

    /** Whether a principle is of those that entered here. */
    static boolean isProposed(Principle principle) {
        PracticeCheck check = principle.getCheck();
        return check != null && Practice.of(check).kind() == Practice.Kind.CALL;
    }

    /** Whether it can be put under test. */
    boolean hasRoom(String lineage, Proposal proposal) {
        return practices.hasRoom(lineage, proposal.practice());
    }

    /** What is known already, whoever found it, is not noted again; nor is what there is no room for. */
    List<StageFact> propose(String lineage, Proposal proposal, long atMs) {
        Practice practice = proposal.practice();
        String id = practice.id(lineage);
        if (library.get(lineage, id) != null || !hasRoom(lineage, proposal) || !library.makesRoom(lineage)) {
            return List.of();
        }
        Principle candidate = Principle.newBuilder()
                .setId(id)
                .setLineage(lineage)
                .setTaxonomy(practice.taxonomy())
                .setConditions(practice.conditions())
                .setAction(practice.action())
                .setStatement(practice.statement())
                .setExplanation(proposal.says().isEmpty() ? "" : "Proposed with the words: \"" + proposal.says() + "\"")
                .setEvidence(Evidence.newBuilder()
                        .setSupporting(0)
                        .setOpposing(0)
                        .setTrajectories(proposal.trajectories())
                        .build())
                .setUtility(PrincipleWording.firstUtility())
                .setStatus(EntryStatus.CANDIDATE)
                .setRevision(1)
                .setReason("proposed by " + proposal.by() + ", unproven")
                .setUpdatedMs(atMs)
                .setCauses(proposal.causes())
                .setSource(proposal.by())
                .setCheck(practice.check())
                .build();
        List<StageFact> facts = new ArrayList<>();
        practices
                .propose(lineage, practice)
                .map(left -> library.get(lineage, left.id(lineage)))
                .filter(left -> isProposed(left) && left.getStatus() == EntryStatus.CANDIDATE)
                .ifPresent(left -> keep(
                        Principle.newBuilder(left)
                                .setStatus(EntryStatus.RETIRED)
                                .setReason("gave way to a newer proposal before its pairs showed anything")
                                .setRevision(left.getRevision() + 1)
                                .setUpdatedMs(atMs)
                                .build(),
                        facts));
        keep(candidate, facts);
        return facts;
    }

    private void keep(Principle principle, List<StageFact> facts) {
        library.put(principle.getLineage(), principle);
        facts.add(new StageFact.PrincipleChanged(principle));
    }
}

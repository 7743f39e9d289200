package io.insitu.processors.distil;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.Facts;
import io.insitu.processors.MapMemory;
import io.insitu.processors.StageFact;
import io.insitu.schemas.event.Control;
import io.insitu.schemas.event.EntryStatus;
import io.insitu.schemas.event.Message;
import io.insitu.schemas.event.Principle;
import io.insitu.schemas.event.Retract;
import io.insitu.schemas.event.Role;
import io.insitu.schemas.event.ToolStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A desk with policies of its own: one instruction that matters, and repairs that work or do not, among noise. */
class PracticesTest {
    private static final String POLICY =
            "You are an agent. Always call verify before refund. Before closing an account, obtain explicit user confirmation."
                    + " Never call archive.";
    private static final String ORDER = "call verify before refund";
    private static final String REPAIR = "when pay fails with \"method # not found\", change method and call it again";

    private final MapMemory.All memories = new MapMemory.All();
    private final DistilStage distil = new DistilStage(DistilConfig.defaults(), memories);
    private final Random random = new Random(11);
    private final List<StageFact> facts = new ArrayList<>();
    private final List<Boolean> ordered = new ArrayList<>();
    private int attempts;

    @Test
    void whatHelpsIsFoundAmongWhatDoesNot() {
        run(120, true, 0.9, 0.2);
        assertThat(served()).extracting(Principle::getStatement).contains(ORDER, REPAIR);
        assertThat(served())
                .filteredOn(principle -> principle.getCheck() != null)
                .extracting(Principle::getStatement)
                .as("archive and close make no difference")
                .containsOnly(ORDER, REPAIR);
        Principle order = named(ORDER);
        assertThat(order.getSource()).isEqualTo("instruction");
        assertThat(order.getTaxonomy()).isEqualTo("constraint");
        assertThat(order.getExplanation()).contains("Always call verify before refund.");
        assertThat(order.getPairsFor()).isGreaterThan(order.getPairsAgainst());
        assertThat(order.getTenants()).containsExactly("east", "west");
        assertThat(order.getCauses()).allMatch(cause -> cause.startsWith("experience-"));
        assertThat(order.getExamples()).isNotEmpty();
        assertThat(named(REPAIR).getSource()).isEqualTo("repair");
    }

    /** One in ten worlds may serve something useless: the stated false discovery rate, of which all that is served here is false. */
    @Test
    void pureNoiseTeachesNoMoreThanTheStatedShare() {
        int fooled = 0;
        int worlds = 60;
        for (int world = 0; world < worlds; world++) {
            PracticesTest noise = new PracticesTest();
            noise.random.setSeed(world);
            noise.run(60, true, 0.5, 0.5);
            fooled += noise.facts.stream()
                            .anyMatch(fact -> fact instanceof StageFact.PrincipleChanged changed
                                    && changed.principle().getCheck() != null
                                    && changed.principle().getStatus() == EntryStatus.ACTIVE)
                    ? 1
                    : 0;
        }
        assertThat(fooled)
                .isLessThanOrEqualTo((int) (worlds * PracticeConfig.defaults().falseShare()));
    }

    /** Easy tasks, where agents keep it, and hard ones, where they do not: within a task it makes no difference. */
    @Test
    void whatOnlyGoesWithEasyTasksIsNotBelieved() {
        for (int i = 0; i < 400; i++) {
            boolean easy = i % 2 == 0;
            boolean keeps = random.nextDouble() < (easy ? 0.9 : 0.1);
            attempt("task" + i % 40, random.nextDouble() < (easy ? 0.95 : 0.05), keeps, true, false);
        }
        assertThat(served()).extracting(Principle::getStatement).doesNotContain(ORDER);
    }

    @Test
    void whatTurnsIsRetiredWithItsReasonAndCanBeProvenAgain() {
        while (served().stream().noneMatch(principle -> principle.getStatement().equals(ORDER))) {
            run(1, true, 0.9, 0.2);
        }
        run(60, true, 0.1, 0.9);
        Principle order = named(ORDER);
        assertThat(order.getStatus()).isEqualTo(EntryStatus.RETIRED);
        assertThat(order.getReason()).contains("evidence turned", "since it was published speak against it");
        assertThat(order.getCauses()).isNotEmpty();
        run(120, true, 0.9, 0.2);
        assertThat(named(ORDER).getStatus()).isEqualTo(EntryStatus.ACTIVE);
    }

    @Test
    void whatStopsMakingADifferenceIsRetired() {
        run(120, true, 0.9, 0.2);
        run(150, true, 0.5, 0.5);
        assertThat(named(ORDER).getStatus()).isEqualTo(EntryStatus.RETIRED);
        assertThat(named(ORDER).getReason()).startsWith("it makes no difference: of ");
    }

    /** Nobody needs to come by for it to be noticed: the corrected evidence is looked at as it is corrected. */
    @Test
    void whenPeopleGradeItsPairsTheOtherWayAPracticeIsRetired() {
        while (served().stream().noneMatch(principle -> principle.getStatement().equals(ORDER))) {
            run(1, true, 0.9, 0.2);
        }
        int proven = attempts;
        run(60, true, 0.9, 0.2);
        for (int i = proven; i < attempts; i++) {
            boolean orders = ordered.get(i);
            facts.addAll(distil.decide(Facts.attempt("a" + i, "task" + i / 4, !orders)
                    .asking("help me")
                    .scored()));
        }
        assertThat(named(ORDER).getStatus()).isEqualTo(EntryStatus.RETIRED);
        assertThat(named(ORDER).getReason())
                .as("the first to notice says why")
                .containsAnyOf("evidence turned", "it makes no difference");
    }

    @Test
    void retractedAttemptsAreInNoPair() {
        run(30, true, 0.9, 0.2);
        for (int i = 0; i < attempts; i++) {
            distil.decide(Facts.journal(
                    "r" + i, 10, new Control("c" + i, Facts.LINEAGE, "ada", 10L, new Retract("a" + i, "private"))));
        }
        assertThat(memories.open(DistilMemory.PRACTICES).entries().values())
                .isNotEmpty()
                .allSatisfy(slot -> assertThat(slot.all())
                        .allMatch(one -> one.pairs().isEmpty() && one.waiting().isEmpty()));
    }

    @Test
    void aProposalIsACandidateUntilLaterAttemptsProveIt() {
        run(120, true, 0.9, 0.2);
        assertThat(propose("verify")).hasSize(1);
        assertThat(named("always call verify").getStatus())
                .as("what came before does not count")
                .isEqualTo(EntryStatus.CANDIDATE);
        assertThat(named("always call verify").getReason()).isEqualTo("proposed by model/m, unproven");
        assertThat(propose("verify")).as("known already").isEmpty();
        run(1, true, 0.9, 0.2);
        assertThat(named("always call verify").getStatus()).isEqualTo(EntryStatus.CANDIDATE);
        run(120, true, 0.9, 0.2);
        Principle proven = named("always call verify");
        assertThat(proven.getStatus()).isEqualTo(EntryStatus.ACTIVE);
        assertThat(proven.getSource()).isEqualTo("model/m");
        assertThat(proven.getPairsFor()).isGreaterThan(proven.getPairsAgainst());
        assertThat(proven.getCauses()).allMatch(cause -> cause.startsWith("experience-"));
    }

    @Test
    void aProposalThatMakesNoDifferenceIsRetired() {
        propose("archive");
        run(120, true, 0.9, 0.2);
        assertThat(named("always call archive").getStatus()).isEqualTo(EntryStatus.RETIRED);
        assertThat(named("always call archive").getReason()).isEqualTo("its pairs do not speak for it");
    }

    @Test
    void whenThereIsNoRoomTheProposalThatShowsLeastGivesWay() {
        List<StageFact> changed = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            changed.addAll(propose("tool" + i));
        }
        List<Principle> known = memories.open(DistilMemory.PRINCIPLES).entries().values().stream()
                .toList();
        assertThat(known).hasSize(60);
        assertThat(known)
                .filteredOn(principle -> principle.getStatus() == EntryStatus.CANDIDATE)
                .hasSizeLessThanOrEqualTo(24);
        assertThat(known)
                .filteredOn(principle -> principle.getStatus() == EntryStatus.RETIRED)
                .hasSizeGreaterThanOrEqualTo(36)
                .allMatch(principle -> principle.getReason().startsWith("gave way to a newer proposal"));
        assertThat(memories.open(DistilMemory.PRACTICES).entries().values().stream()
                        .mapToInt(slot -> slot.forgotten() + slot.all().size())
                        .sum())
                .as("what gave way was tested too")
                .isEqualTo(60);
        assertThat(named("always call tool59").getStatus()).isEqualTo(EntryStatus.CANDIDATE);
    }

    private List<StageFact> propose(String tool) {
        Library<Principle> library =
                Library.ofPrinciples(memories.open(DistilMemory.PRINCIPLES), DistilConfig.defaults());
        Practices practices = new Practices(
                PracticeConfig.defaults(),
                memories,
                library,
                new AttemptLog(
                        memories.open(DistilMemory.ATTEMPTS),
                        memories.open(DistilMemory.PLACES),
                        memories.open(DistilMemory.POSITIONS),
                        DistilConfig.defaults()));
        Proposal proposal = new Proposal("model/m", List.of(), tool, "it read so", List.of(), List.of("reply-1"));
        return new Proposals(library, practices).propose(Facts.LINEAGE, proposal, 5);
    }

    /** Groups of four attempts at one task: with both the order and the repair kept, they succeed by the first chance. */
    private void run(int groups, boolean told, double kept, double broken) {
        for (int i = 0; i < groups * 4; i++) {
            boolean orders = random.nextBoolean();
            boolean repairs = random.nextBoolean();
            boolean success = random.nextDouble() < (orders && repairs ? kept : broken);
            attempt("task" + attempts / 4, success, orders, told, repairs);
        }
    }

    private void attempt(String task, boolean success, boolean orders, boolean told, boolean repairs) {
        Facts.Attempted attempt = Facts.attempt("a" + attempts, task, success)
                .asking("help me", "order" + attempts % 7)
                .of(attempts % 2 == 0 ? "east" : "west");
        if (told) {
            attempt.stepping(List.of(new Message(Role.SYSTEM, POLICY), new Message(Role.USER, confirmation())));
        }
        ordered.add(orders);
        if (orders) {
            attempt.calling("verify", "{}");
        }
        attempt.calling("refund", "{}");
        attempt.calling("pay", "{\"method\":\"a1\"}", ToolStatus.ERROR, "method a1 not found");
        if (repairs) {
            attempt.calling("pay", "{\"method\":\"b2\"}");
        }
        if (random.nextBoolean()) {
            attempt.calling("archive", "{}");
        }
        attempt.calling("close_account", "{}");
        attempts++;
        facts.addAll(distil.decide(attempt.scored()));
    }

    private String confirmation() {
        return random.nextBoolean() ? "yes" : "tell me more";
    }

    private List<Principle> served() {
        return memories.open(DistilMemory.PRINCIPLES).entries().values().stream()
                .filter(principle -> principle.getStatus() == EntryStatus.ACTIVE)
                .toList();
    }

    private Principle named(String statement) {
        return memories.open(DistilMemory.PRINCIPLES).entries().values().stream()
                .filter(principle -> principle.getStatement().equals(statement))
                .findFirst()
                .orElseThrow();
    }
}

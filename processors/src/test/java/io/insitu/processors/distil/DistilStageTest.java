package io.insitu.processors.distil;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.Facts;
import io.insitu.processors.Keys;
import io.insitu.processors.LineageFaculties;
import io.insitu.processors.MapMemory;
import io.insitu.processors.StageFact;
import io.insitu.schemas.event.Control;
import io.insitu.schemas.event.EntryStatus;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Principle;
import io.insitu.schemas.event.Reply;
import io.insitu.schemas.event.Request;
import io.insitu.schemas.event.RequestFailed;
import io.insitu.schemas.event.Retract;
import io.insitu.schemas.event.Tool;
import io.insitu.schemas.event.ToolStatus;
import io.insitu.schemas.event.ToolTrial;
import io.insitu.schemas.event.ToolTrialResult;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DistilStageTest {
    private final MapMemory.All memories = new MapMemory.All();
    private final DistilStage distil = new DistilStage(DistilConfig.defaults(), memories);
    private int attempts;

    @Test
    void whatAllSuccessesDidAndFailuresDidNotBecomesAPrinciple() {
        Principle principle = last(twoTasks());
        assertThat(principle.getStatement()).isEqualTo("when refund gold do credit");
        assertThat(principle.getStatus()).isEqualTo(EntryStatus.ACTIVE);
        assertThat(principle.getTaxonomy()).isEqualTo("choice");
        assertThat(principle.getEvidence().getTrajectories()).hasSize(4);
    }

    @Test
    void aCallThatEveryAttemptMadeBecomesNoPrinciple() {
        assertThat(twoTasks())
                .noneMatch(fact -> fact instanceof StageFact.PrincipleChanged changed
                        && changed.principle().getAction().equals("lookup"));
    }

    @Test
    void aLineageThatMayNotLearnOnlyCounts() {
        memories.open(LineageFaculties.MEMORY).put(Facts.LINEAGE, new LineageFaculties(false, false, true, false));
        assertThat(twoTasks()).isEmpty();
        assertThat(memories.open(DistilMemory.ATTEMPTS).entries()).hasSize(8);
    }

    @Test
    void aToolIsServedOnlyAfterItsTrial() {
        List<StageFact> facts = twoTasks();
        Request request = trialAskedFor(facts);
        ToolTrial trial = (ToolTrial) request.getBody();
        assertThat(trial.getSteps().get(0).getArguments()).containsEntry("object", "$object");
        assertThat(trial.getTasks()).containsExactlyInAnyOrder("task1", "task2");
        List<StageFact> answer = distil.decide(Facts.journal(
                "reply",
                9,
                new Reply(
                        request.getRequestId(),
                        Facts.LINEAGE,
                        "worker@1",
                        9L,
                        new ToolTrialResult(trial.getToolId(), 2, 2, ""))));
        Tool tool = ((StageFact.ToolChanged) answer.get(0)).tool();
        assertThat(tool.getStatus()).isEqualTo(EntryStatus.ACTIVE);
    }

    @Test
    void aToolNobodyCanRunWaitsWithItsReasonAndIsNotAskedAboutAgain() {
        Request request = trialAskedFor(twoTasks());

        List<StageFact> answer = answered(request, new RequestFailed("no sandbox", false, List.of()));

        assertThat(answer).singleElement().isInstanceOfSatisfying(StageFact.ToolChanged.class, changed -> {
            assertThat(changed.tool().getStatus()).isEqualTo(EntryStatus.CANDIDATE);
            assertThat(changed.tool().getReason())
                    .isEqualTo("not tried: no sandbox; served once an operator approves it");
        });
        assertThat(memories.open(DistilMemory.TRIALS).entries()).isEmpty();
        List<StageFact> later = new ArrayList<>();
        group("task3", "lamp", "gift", later);
        String tool = ((ToolTrial) request.getBody()).getToolId();
        assertThat(later)
                .noneSatisfy(fact -> assertThat(fact)
                        .isInstanceOfSatisfying(
                                StageFact.Asked.class,
                                asked -> assertThat(((ToolTrial) asked.request().getBody()).getToolId())
                                        .isEqualTo(tool)));
    }

    @Test
    void aToolTheWorldBrokeUnderEveryTimeIsRefused() {
        Request request = trialAskedFor(twoTasks());
        for (int again = 0; again < 2; again++) {
            List<StageFact> answer = answered(request, new RequestFailed("no device", true, List.of()));
            request = ((StageFact.Asked) answer.get(0)).request();
        }

        List<StageFact> last = answered(request, new RequestFailed("no device", true, List.of()));

        Tool tool = ((StageFact.ToolChanged) last.get(0)).tool();
        assertThat(tool.getStatus()).isEqualTo(EntryStatus.RETIRED);
        assertThat(tool.getReason()).isEqualTo("could not be tried: no device");
    }

    @Test
    void retractingItsSupportRetiresAPrinciple() {
        Principle principle = last(twoTasks());
        List<StageFact> facts = new ArrayList<>();
        for (String trajectory : principle.getEvidence().getTrajectories()) {
            facts.addAll(distil.decide(Facts.journal(
                    "retract-" + trajectory,
                    10,
                    new Control("c-" + trajectory, Facts.LINEAGE, "ada", 10L, new Retract(trajectory, "private")))));
        }
        assertThat(last(facts).getStatus()).isEqualTo(EntryStatus.RETIRED);
        assertThat(last(facts).getEvidence().getTrajectories()).isEmpty();
    }

    @Test
    void anAttemptWhoseNameBeginsLikeAnothersIsRetractedAlone() {
        for (String id : List.of("run", "run#7")) {
            distil.decide(Facts.attempt(id, "task1", true)
                    .asking("refund for gold", "refund", "gold")
                    .calling("credit", "{}")
                    .scored());
        }
        distil.decide(Facts.journal(
                "retract", 10, new Control("c", Facts.LINEAGE, "ada", 10L, new Retract("run#7", "private"))));
        assertThat(memories.open(DistilMemory.ATTEMPTS).entries().values())
                .extracting(Attempt::trajectoryId)
                .containsExactly("run");
    }

    @Test
    void anAttemptScoredTwiceIsCountedOnce() {
        StageFact scored = Facts.attempt("again", "task1", true)
                .asking("refund for gold", "refund", "gold")
                .calling("credit", "{}")
                .scored();
        distil.decide(scored);
        distil.decide(scored);
        assertThat(memories.open(DistilMemory.ATTEMPTS).entries()).hasSize(1);
    }

    @Test
    void aSuspectAttemptIsNotLearntFrom() {
        StageFact.Scored scored = Facts.attempt("doubted", "task1", true)
                .asking("refund for gold", "refund", "gold")
                .calling("credit", "{}")
                .scored();
        assertThat(distil.decide(Facts.suspect(scored))).isEmpty();
        assertThat(memories.open(DistilMemory.ATTEMPTS).entries()).isEmpty();
    }

    @Test
    void supportThatBecomesSuspectRetiresAPrinciple() {
        Principle principle = last(twoTasks());
        List<StageFact> facts = new ArrayList<>();
        for (String trajectory : principle.getEvidence().getTrajectories()) {
            facts.addAll(distil.decide(Facts.suspect(Facts.attempt(trajectory, "task1", true)
                    .asking("refund gold", "refund", "gold")
                    .calling("credit", "{}")
                    .scored())));
        }
        assertThat(last(facts).getStatus()).isEqualTo(EntryStatus.RETIRED);
        assertThat(last(facts).getReason()).isEqualTo("support became suspect");
        assertThat(last(facts).getEvidence().getTrajectories()).isEmpty();
    }

    @Test
    void supportThatIsGradedAnewRetiresWhatItSupported() {
        List<StageFact> facts = twoTasks();
        Principle principle = last(facts);
        String tool = ((ToolTrial) trialAskedFor(facts).getBody()).getToolId();
        List<StageFact> later = new ArrayList<>();
        for (String trajectory : principle.getEvidence().getTrajectories()) {
            later.addAll(distil.decide(Facts.attempt(trajectory, "task1", false)
                    .asking("refund gold", "refund", "gold")
                    .calling("credit", "{}")
                    .scored()));
        }
        assertThat(last(later).getStatus()).isEqualTo(EntryStatus.RETIRED);
        assertThat(last(later).getReason()).isEqualTo("support was graded anew");
        assertThat(last(later).getEvidence().getTrajectories()).isEmpty();
        assertThat(later)
                .anySatisfy(fact -> assertThat(fact).isInstanceOfSatisfying(StageFact.ToolChanged.class, changed -> {
                    assertThat(changed.tool().getId()).isEqualTo(tool);
                    assertThat(changed.tool().getStatus()).isEqualTo(EntryStatus.RETIRED);
                }));
        assertThat(memories.open(DistilMemory.ATTEMPTS).entries()).hasSize(8);
    }

    @Test
    void whatTurnsOutToBeTheWorldsFaultIsUnlearnt() {
        Principle principle = last(twoTasks());
        String trajectory = principle.getEvidence().getTrajectories().get(0);
        StageFact.Scored broken = Facts.attempt(trajectory, "task1", true).scored();
        distil.decide(new StageFact.Scored(Experience.newBuilder(broken.experience())
                .setOutcome(OutcomeKind.INFRASTRUCTURE)
                .build()));
        assertThat(memories.open(DistilMemory.ATTEMPTS).entries().values())
                .hasSize(7)
                .noneMatch(attempt -> attempt.trajectoryId().equals(trajectory));
        assertThat(memories.open(DistilMemory.PRINCIPLES)
                        .get(Keys.of(Facts.LINEAGE, principle.getId()))
                        .getEvidence()
                        .getTrajectories())
                .doesNotContain(trajectory);
    }

    private static Request trialAskedFor(List<StageFact> facts) {
        return facts.stream()
                .filter(StageFact.Asked.class::isInstance)
                .map(fact -> ((StageFact.Asked) fact).request())
                .findFirst()
                .orElseThrow();
    }

    private List<StageFact> answered(Request request, Object body) {
        return distil.decide(Facts.journal(
                "reply-" + request.getRequestId(),
                9,
                new Reply(request.getRequestId(), Facts.LINEAGE, "worker@1", 9L, body)));
    }

    private List<StageFact> twoTasks() {
        List<StageFact> facts = new ArrayList<>();
        group("task1", "laptop", "damaged", facts);
        group("task2", "phone", "late", facts);
        return facts;
    }

    private void group(String task, String object, String category, List<StageFact> facts) {
        for (String choice : List.of("voucher", "replace", "credit", "credit")) {
            facts.addAll(distil.decide(Facts.attempt("a" + attempts++, task, choice.equals("credit"))
                    .asking(
                            "refund for a gold customer: " + object + ", " + category
                                    + ". Accepted: credit, voucher, replace.",
                            "refund",
                            "gold",
                            category,
                            object)
                    .calling("lookup", "{\"object\":\"" + object + "\"}", ToolStatus.ERROR, "busy")
                    .calling("lookup", "{\"object\":\"" + object + "\"}")
                    .calling(choice, "{\"object\":\"" + object + "\"}")
                    .scored()));
        }
    }

    private static Principle last(List<StageFact> facts) {
        return facts.stream()
                .filter(StageFact.PrincipleChanged.class::isInstance)
                .map(fact -> ((StageFact.PrincipleChanged) fact).principle())
                .reduce((older, newer) -> newer)
                .orElseThrow();
    }
}

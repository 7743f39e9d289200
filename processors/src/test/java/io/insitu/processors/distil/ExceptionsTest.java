package io.insitu.processors.distil;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.Facts;
import io.insitu.processors.MapMemory;
import io.insitu.processors.StageFact;
import io.insitu.schemas.event.Control;
import io.insitu.schemas.event.EntryStatus;
import io.insitu.schemas.event.Principle;
import io.insitu.schemas.event.PrincipleException;
import io.insitu.schemas.event.Retract;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** "When refund gold do credit" is known; then something happens to those who follow it. */
class ExceptionsTest {
    private final MapMemory.All memories = new MapMemory.All();
    private final DistilStage distil = new DistilStage(DistilConfig.defaults(), memories);
    private int attempts;

    ExceptionsTest() {
        for (String task : List.of("task1", "task2")) {
            for (String choice : List.of("voucher", "replace", "credit", "credit")) {
                tell(Facts.attempt("a" + attempts++, task, choice.equals("credit"))
                        .asking("refund gold", "refund", "gold")
                        .calling(choice, "{}")
                        .scored());
            }
        }
        for (int i = 0; i < 12; i++) {
            follow(true);
        }
    }

    @Test
    void aWordBesideWhichItAlwaysFailsIsInDoubtAndThenAnException() {
        follow(false, "frozen");
        follow(true);
        follow(false, "frozen");
        assertThat(principle().getExceptions())
                .extracting(PrincipleException::getTerm)
                .containsExactly("frozen");
        assertThat(principle().getExceptions().get(0).getEstablished()).isFalse();
        assertThat(principle().getStatement()).isEqualTo("when refund gold do credit");
        for (int i = 0; i < 6; i++) {
            follow(true);
            follow(false, "frozen");
        }
        assertThat(principle().getStatement()).isEqualTo("when refund gold do credit, unless frozen");
        assertThat(principle().getStatus()).isEqualTo(EntryStatus.ACTIVE);
        assertThat(principle().getExceptions().get(0).getTrajectories()).hasSizeGreaterThanOrEqualTo(5);
        assertThat(principle().getCauses())
                .contains("experience-"
                        + principle().getExceptions().get(0).getTrajectories().get(0));
    }

    @Test
    void twoWhoSucceedThereAllTheSameEndTheException() {
        aWordBesideWhichItAlwaysFailsIsInDoubtAndThenAnException();
        follow(true, "frozen");
        assertThat(principle().getStatement()).endsWith("unless frozen");
        follow(true);
        follow(true, "frozen");
        assertThat(principle().getStatement()).isEqualTo("when refund gold do credit");
        assertThat(principle().getExceptions()).isEmpty();
    }

    @Test
    void aWorldThatChangedForAllIsBlamedOnNoWord() {
        for (int i = 0; i < 8; i++) {
            follow(false);
            follow(false, "frozen");
        }
        assertThat(principle().getExceptions()).isEmpty();
    }

    @Test
    void oneTaskThatIsTooHardIsNoDoubtHoweverManyTryIt() {
        for (int i = 0; i < 4; i++) {
            tell(Facts.attempt("a" + attempts++, "hard", false)
                    .asking("refund gold frozen", "refund", "gold", "frozen")
                    .calling("credit", "{}")
                    .scored());
            follow(true);
        }
        assertThat(principle().getExceptions()).isEmpty();
    }

    @Test
    void anExceptionGoesWithTheAttemptsThatSupportIt() {
        aWordBesideWhichItAlwaysFailsIsInDoubtAndThenAnException();
        for (String trajectory : principle().getExceptions().get(0).getTrajectories()) {
            tell(Facts.journal(
                    "r-" + trajectory,
                    9,
                    new Control("r-" + trajectory, Facts.LINEAGE, "ada", 9L, new Retract(trajectory, ""))));
            assertThat(principle().getExceptions())
                    .allMatch(one -> !one.getTrajectories().contains(trajectory));
            assertThat(principle().getCauses()).doesNotContain("experience-" + trajectory);
        }
        assertThat(principle().getStatement()).isEqualTo("when refund gold do credit");
    }

    @Test
    void whatItWasFoundByDoesNotProveItAndPairsSinceThenDo() {
        assertThat(principle().getFalseShare()).isEqualTo(1);
        for (int task = 0; task < 4; task++) {
            for (String choice : List.of("credit", "voucher", "credit", "replace")) {
                tell(Facts.attempt("a" + attempts++, "pairs" + task, choice.equals("credit"))
                        .asking("refund gold", "refund", "gold")
                        .calling(choice, "{}")
                        .scored());
            }
        }
        assertThat(principle().getFalseShare()).isEqualTo(0.1);
        assertThat(principle().getPairsFor()).isGreaterThanOrEqualTo(5);
    }

    private void follow(boolean success, String... words) {
        List<String> terms = new ArrayList<>(List.of("refund", "gold"));
        terms.addAll(List.of(words));
        tell(Facts.attempt("a" + attempts, "own" + attempts++, success)
                .asking(String.join(" ", terms), terms.toArray(String[]::new))
                .calling("credit", "{}")
                .scored());
    }

    private void tell(StageFact fact) {
        distil.decide(fact);
    }

    private Principle principle() {
        return memories.open(DistilMemory.PRINCIPLES).entries().values().stream()
                .filter(one -> one.getStatement().startsWith("when refund gold do credit"))
                .findFirst()
                .orElseThrow();
    }
}

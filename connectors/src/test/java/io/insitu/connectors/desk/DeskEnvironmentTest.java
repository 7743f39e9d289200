package io.insitu.connectors.desk;

import static io.insitu.connectors.desk.Desks.call;
import static io.insitu.connectors.desk.Desks.find;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Tool;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeskEnvironmentTest {
    private static final List<String> ALL = List.of("credit", "swap", "close");
    private final World world = Desks.tiny();

    @Test
    void theRightResolutionAfterALookupMakesTheCustomerContent() {
        DeskEnvironment desk = desk("gold", "fine");
        assertThat(desk.call(find("lamp")).status()).isEqualTo(CallStatus.OK);
        assertThat(desk.call(call("credit")).status()).isEqualTo(CallStatus.OK);
        assertThat(desk.done().outcome()).isEqualTo(OutcomeKind.SUCCESS);
    }

    @Test
    void aWrongResolutionIsAcceptedWithoutAWordAndFails() {
        DeskEnvironment desk = desk("basic", "fine");
        desk.call(find("lamp"));
        assertThat(desk.call(call("credit")).status()).isEqualTo(CallStatus.OK);
        assertThat(desk.done().outcome()).isEqualTo(OutcomeKind.FAILURE);
    }

    @Test
    void theFirstResolutionCounts() {
        DeskEnvironment desk = desk("basic", "fine");
        desk.call(find("lamp"));
        desk.call(call("credit"));
        desk.call(call("swap"));
        assertThat(desk.done().outcome()).isEqualTo(OutcomeKind.FAILURE);
    }

    @Test
    void aCategoryThatNeedsAPhotoFailsWithoutOne() {
        DeskEnvironment careless = desk("gold", "damaged");
        careless.call(find("lamp"));
        careless.call(call("credit"));
        careless.call(call("photo")); // too late
        assertThat(careless.done().outcome()).isEqualTo(OutcomeKind.FAILURE);
        DeskEnvironment careful = desk("gold", "damaged");
        careful.call(find("lamp"));
        careful.call(call("photo"));
        careful.call(call("credit"));
        assertThat(careful.done().outcome()).isEqualTo(OutcomeKind.SUCCESS);
    }

    @Test
    void nothingWorksBeforeTheLookupOfTheRightObject() {
        DeskEnvironment desk = desk("gold", "fine");
        assertThat(desk.call(call("credit")).status()).isEqualTo(CallStatus.REFUSED);
        assertThat(desk.call(find("sofa")).status()).isEqualTo(CallStatus.REFUSED);
        assertThat(desk.call(call("photo")).status()).isEqualTo(CallStatus.REFUSED);
        assertThat(desk.done().detail()).isEqualTo("nothing was done for the customer");
    }

    @Test
    void whatTheCustomerDoesNotAcceptIsRefused() {
        DeskTask task = Desks.refund("gold", "fine", WorldPhase.BEFORE, List.of("credit", "swap"));
        DeskEnvironment desk = new DeskEnvironment(world, task, List.of(), 1);
        desk.call(find("lamp"));
        assertThat(desk.call(call("close")).status()).isEqualTo(CallStatus.REFUSED);
    }

    @Test
    void theBudgetOfCallsEndsTheAttempt() {
        DeskEnvironment desk = desk("gold", "fine");
        for (int i = 0; i < 4; i++) {
            desk.call(find("lamp"));
        }
        assertThat(desk.verdict()).isNull();
        desk.call(call("credit"));
        assertThat(desk.done()).isEqualTo(Verdict.failure("call budget used up"));
        assertThatThrownBy(() -> desk.call(call("credit"))).hasMessageContaining("is over");
    }

    @Test
    void aTimeoutIsTheWorldsFault() {
        World broken = Desks.tiny("\"timeout\": 0", "\"timeout\": 0.5");
        DeskTask task = Desks.refund("gold", "fine", WorldPhase.BEFORE, ALL);
        long timeouts = java.util.stream.LongStream.range(0, 400)
                .filter(seed -> {
                    DeskEnvironment desk = new DeskEnvironment(broken, task, List.of(), seed);
                    desk.call(find("lamp"));
                    Verdict verdict = desk.verdict();
                    return verdict != null && verdict.outcome() == OutcomeKind.INFRASTRUCTURE && verdict.reward() == 0;
                })
                .count();
        assertThat(timeouts).isBetween(150L, 250L);
    }

    @Test
    void aBusyToolWorksWhenTriedAgain() {
        World busy = Desks.tiny("\"busy\": 0", "\"busy\": 0.5");
        DeskTask task = Desks.refund("gold", "fine", WorldPhase.BEFORE, ALL);
        DeskEnvironment desk = new DeskEnvironment(busy, task, List.of(), firstBusy(busy, task));
        assertThat(desk.call(find("lamp")).status()).isEqualTo(CallStatus.BUSY);
        CallStatus last = CallStatus.BUSY;
        while (last == CallStatus.BUSY && desk.verdict() == null) {
            last = desk.call(find("lamp")).status();
        }
        assertThat(last).isIn(CallStatus.OK, CallStatus.REFUSED); // refused: three more were busy too
    }

    @Test
    void afterTheDriftOtherRulesHoldAndTheOldNameIsUnknown() {
        DeskTask task = Desks.refund("basic", "damaged", WorldPhase.AFTER, List.of("bonus", "swap", "close"));
        DeskEnvironment desk = new DeskEnvironment(world, task, List.of(), 1);
        desk.call(find("lamp"));
        assertThat(desk.call(call("credit")).status()).isEqualTo(CallStatus.UNKNOWN_TOOL);
        assertThat(desk.call(call("bonus")).status()).isEqualTo(CallStatus.OK);
        assertThat(desk.done().outcome()).isEqualTo(OutcomeKind.SUCCESS);
    }

    @Test
    void aMacroRunsItsStepsInOneCall() {
        Tool macro = Desks.macro("quick", List.of("refund"), "find", "photo", "credit");
        DeskTask task = Desks.refund("gold", "damaged", WorldPhase.BEFORE, ALL);
        DeskEnvironment desk = new DeskEnvironment(world, task, List.of(macro), 1);
        CallResult result = desk.call(new Call("quick", java.util.Map.of("object", "lamp")));
        assertThat(result.inner()).extracting(inner -> inner.call().tool()).containsExactly("find", "photo", "credit");
        assertThat(desk.calls()).isEqualTo(1);
        assertThat(desk.done().outcome()).isEqualTo(OutcomeKind.SUCCESS);
    }

    @Test
    void aMacroStopsAtTheFirstStepThatDoesNotWork() {
        Tool stale = Desks.macro("quick", List.of("refund"), "find", "gone", "credit");
        DeskTask task = Desks.refund("gold", "fine", WorldPhase.BEFORE, ALL);
        DeskEnvironment desk = new DeskEnvironment(world, task, List.of(stale), 1);
        CallResult result = desk.call(new Call("quick", java.util.Map.of("object", "lamp")));
        assertThat(result.status()).isEqualTo(CallStatus.UNKNOWN_TOOL);
        assertThat(result.inner()).hasSize(2);
    }

    private DeskEnvironment desk(String tier, String category) {
        return new DeskEnvironment(world, Desks.refund(tier, category, WorldPhase.BEFORE, ALL), List.of(), 1);
    }

    private static long firstBusy(World busy, DeskTask task) {
        long seed = 0;
        while (new DeskEnvironment(busy, task, List.of(), seed)
                        .call(find("lamp"))
                        .status()
                != CallStatus.BUSY) {
            seed++;
        }
        return seed;
    }
}

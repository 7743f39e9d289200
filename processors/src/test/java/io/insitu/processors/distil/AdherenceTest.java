package io.insitu.processors.distil;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.Facts;
import io.insitu.schemas.event.Message;
import io.insitu.schemas.event.Role;
import io.insitu.schemas.event.ToolCall;
import io.insitu.schemas.event.ToolResult;
import io.insitu.schemas.event.ToolStatus;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdherenceTest {
    private final List<Object> steps = new ArrayList<>();

    @Test
    void anErrorOfOneKindHasOneNameWhateverItIsAbout() {
        assertThat(ErrorClass.of("Error: flight HAT030 not available on date 2024-05-13"))
                .isEqualTo(ErrorClass.of("Error: flight HAT223 not available on date 2024-05-14"))
                .isEqualTo("error flight # not available on date #");
    }

    @Test
    void whatWasChangedBeforeItWorkedIsTheRepair() {
        call("pay", "{\"order\":1,\"method\":\"card\"}", ToolStatus.ERROR, "method card_9 not found");
        call("profile", "{}", ToolStatus.OK, "ok");
        call("pay", "{\"order\":1,\"method\":\"gift\"}", ToolStatus.OK, "ok");
        assertThat(Repairs.after("pay", "method # not found", deeds()))
                .containsExactlyInAnyOrder(
                        new Practice(Practice.Kind.CHANGE, "pay", "method # not found", "method"),
                        new Practice(Practice.Kind.CALL_OTHER, "pay", "method # not found", "profile"));
    }

    @Test
    void theSameCallAgainIsNoRepairAndNeitherIsWhatFailsAgain() {
        call("pay", "{\"order\":1}", ToolStatus.ERROR, "busy");
        call("pay", "{\"order\":1}", ToolStatus.OK, "ok");
        call("ship", "{\"order\":1}", ToolStatus.ERROR, "unknown order");
        call("ship", "{\"order\":2}", ToolStatus.ERROR, "unknown order");
        assertThat(Repairs.after("pay", "busy", deeds())).isEmpty();
        assertThat(Repairs.after("ship", "unknown order", deeds())).isEmpty();
    }

    @Test
    void whoNeverMetTheErrorNeitherRepairedItNorFailedTo() {
        call("pay", "{}", ToolStatus.OK, "ok");
        Practice repair = new Practice(Practice.Kind.CHANGE, "pay", "busy", "order");
        assertThat(Adherence.of(repair, deeds())).isEqualTo(Adherence.NOT_APPLICABLE);
        call("pay", "{}", ToolStatus.ERROR, "busy");
        assertThat(Adherence.of(repair, deeds())).isEqualTo(Adherence.VIOLATED);
    }

    @Test
    void theUserAgreedIfTheLastWordBeforeTheCallSaidSo() {
        Practice confirm = Practice.instructed(Practice.Kind.CONFIRM, "cancel");
        say("Yes, my order number is 7. No confirmation yet.");
        say("What would it cost me?");
        call("cancel", "{}", ToolStatus.OK, "ok");
        assertThat(Adherence.of(confirm, deeds())).isEqualTo(Adherence.VIOLATED);
        steps.clear();
        say("Yes, please proceed.");
        call("cancel", "{}", ToolStatus.OK, "ok");
        assertThat(Adherence.of(confirm, deeds())).isEqualTo(Adherence.FOLLOWED);
        say("No, that is not correct.");
        call("cancel", "{}", ToolStatus.OK, "ok");
        assertThat(Adherence.of(confirm, deeds())).isEqualTo(Adherence.VIOLATED);
    }

    @Test
    void orderAndNumberOfCallsAreSeenOnThem() {
        call("refund", "{}", ToolStatus.OK, "ok");
        call("verify", "{}", ToolStatus.OK, "ok");
        assertThat(Adherence.of(new Practice(Practice.Kind.BEFORE, "refund", "", "verify"), deeds()))
                .isEqualTo(Adherence.VIOLATED);
        assertThat(Adherence.of(new Practice(Practice.Kind.BEFORE, "verify", "", "refund"), deeds()))
                .isEqualTo(Adherence.FOLLOWED);
        assertThat(Adherence.of(Practice.instructed(Practice.Kind.ONCE, "refund"), deeds()))
                .isEqualTo(Adherence.FOLLOWED);
        call("refund", "{}", ToolStatus.OK, "ok");
        assertThat(Adherence.of(Practice.instructed(Practice.Kind.ONCE, "refund"), deeds()))
                .isEqualTo(Adherence.VIOLATED);
        assertThat(Adherence.of(Practice.instructed(Practice.Kind.NEVER, "refund"), deeds()))
                .isEqualTo(Adherence.VIOLATED);
    }

    @Test
    void aProposalSpeaksOfTasksWithAllOfItsWords() {
        Practice proposed = Practice.proposed(List.of("refund", "gold"), "credit");
        call("voucher", "{}", ToolStatus.OK, "ok");
        assertThat(Adherence.of(proposed, deeds("Refund for a GOLD customer"))).isEqualTo(Adherence.VIOLATED);
        assertThat(Adherence.of(proposed, deeds("Refund for a golden customer")))
                .isEqualTo(Adherence.NOT_APPLICABLE);
        assertThat(Adherence.of(proposed, deeds("Refund for a GOLD customer", "refund")))
                .as("where terms are named, they are what counts")
                .isEqualTo(Adherence.NOT_APPLICABLE);
        call("credit", "{}", ToolStatus.OK, "ok");
        assertThat(Adherence.of(proposed, deeds("Refund for a GOLD customer"))).isEqualTo(Adherence.FOLLOWED);
        assertThat(proposed.id("desk"))
                .as("equal advice has one id")
                .isEqualTo(PrincipleWording.id("desk", List.of("gold", "refund"), "credit"));
    }

    private void say(String text) {
        steps.add(new Message(Role.USER, text));
    }

    private void call(String tool, String arguments, ToolStatus status, String content) {
        String id = "c" + steps.size();
        steps.add(new ToolCall(id, tool, arguments));
        steps.add(new ToolResult(id, tool, status, content, -1.0));
    }

    private Deeds deeds() {
        return deeds("");
    }

    private Deeds deeds(String instruction, String... terms) {
        return Deeds.of(Facts.attempt("a", "t", true)
                .asking(instruction, terms)
                .stepping(steps)
                .scored()
                .experience()
                .getTrajectory());
    }
}

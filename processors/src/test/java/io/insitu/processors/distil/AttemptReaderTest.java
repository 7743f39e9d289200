package io.insitu.processors.distil;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.Facts;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.ToolStatus;
import io.insitu.schemas.serde.JsonSerde;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttemptReaderTest {
    /** Half of a pair: written as six bytes. */
    private static final String EMOJI = "\ud83d\ude00";

    @Test
    void anOrdinaryAttemptIsKeptAsItWas() {
        Attempt attempt = read(Facts.attempt("a", "task", true)
                .asking("refund gold")
                .calling("lookup", "{\"order\":\"W1\"}")
                .calling("credit", "{}")
                .scored()
                .experience());
        assertThat(attempt.calls()).extracting(Call::tool).containsExactly("lookup", "credit");
        assertThat(attempt.calls().get(0).arguments()).containsEntry("order", "W1");
        assertThat(attempt.sequence()).isEqualTo("lookup>credit");
    }

    @Test
    void whateverAnAgentWroteItsAttemptFitsAStore() {
        Attempt attempt = read(excessive("a", 40));
        assertThat(bytes(JsonSerde.of(Attempt.class), attempt)).isLessThan(JsonSerde.DEFAULT_MAX_BYTES);
        assertThat(attempt.calls()).isNotEmpty();
        assertThat(attempt.terms()).hasSize(6);
        assertThat(attempt.sequence()).as("too long to be remembered").isEmpty();
    }

    @Test
    void whateverAgentsWroteAPlaceInTheTableFitsAStore() {
        ConditionSlot slot = new ConditionSlot(List.of());
        for (int way = 0; way < ConditionSlot.WAYS; way++) {
            ConditionWindow window = ConditionWindow.opened(List.of(name(200 + way), name(300 + way)));
            for (int attempt = 0; attempt < 30; attempt++) {
                window = window.with(read(excessive(way + "-" + attempt, 2 + attempt % 2 * 30)), 64);
            }
            slot = slot.with(window);
        }
        assertThat(bytes(JsonSerde.of(ConditionSlot.class), slot)).isLessThan(JsonSerde.DEFAULT_MAX_BYTES);
    }

    /** As much as the rules of intake let through, and more. */
    private static Experience excessive(String id, int calls) {
        StringBuilder arguments = new StringBuilder("{");
        for (int field = 0; field < 12; field++) {
            arguments
                    .append(field == 0 ? "" : ",")
                    .append('"')
                    .append(field)
                    .append(EMOJI.repeat(200))
                    .append("\":\"")
                    .append(EMOJI.repeat(500))
                    .append('"');
        }
        String fields = arguments.append('}').toString();
        Facts.Attempted attempt = Facts.attempt(id, "task", true)
                .asking(EMOJI.repeat(100_000))
                .given(Collections.nCopies(99, "p"), List.of());
        for (int call = 0; call < calls; call++) {
            attempt.calling(name(call + Math.floorMod(id.hashCode(), 50)), fields, ToolStatus.OK, fields);
        }
        return attempt.scored().experience();
    }

    private static String name(int number) {
        return number + EMOJI.repeat(124);
    }

    private static Attempt read(Experience experience) {
        List<String> terms = new ArrayList<>();
        for (int term = 0; term < 9; term++) {
            terms.add(term + EMOJI.repeat(100_000));
        }
        List<Attempt.Advice> advice = new ArrayList<>();
        for (int given = 0; given < 500; given++) {
            advice.add(new Attempt.Advice(List.of(name(given), name(given)), name(given)));
        }
        return AttemptReader.read(experience, 0, terms, advice, name -> null);
    }

    private static <T> int bytes(JsonSerde<T> serde, T value) {
        return serde.serializer().serialize("a store", value).length;
    }
}

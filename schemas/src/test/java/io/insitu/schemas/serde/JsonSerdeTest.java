package io.insitu.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class JsonSerdeTest {
    record State(String zone, double q, Map<String, Integer> counts, Set<String> seen, List<Long> times) {
        boolean isOpen() {
            return q > 0;
        }
    }

    private final JsonSerde<State> serde = JsonSerde.of(State.class);

    @Test
    void equalStatesGiveEqualBytesWhateverOrderTheyWereBuiltIn() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        counts.put("b", 2);
        counts.put("a", 1);
        State state = new State("z", 2.0E-3, counts, new LinkedHashSet<>(List.of("y", "x")), List.of(3L, 1L));

        assertThat(json(state))
                .isEqualTo("{\"counts\":{\"a\":1,\"b\":2},\"q\":0.002,\"seen\":[\"x\",\"y\"],"
                        + "\"times\":[3,1],\"zone\":\"z\"}");
        assertThat(serde.deserializer().deserialize("t", json(state).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(state);
    }

    @Test
    void aDoubleIsWrittenAsShortAsItCanBe() {
        // Double.toString says 2.0E-3 before Java 19 and differs in digits for this one.
        assertThat(json(new State("", 2.2250738585072014E-308, Map.of(), Set.of(), List.of())))
                .contains("2.2250738585072014E-308");
        assertThat(json(new State("", 2.0E23, Map.of(), Set.of(), List.of()))).contains("2.0E23");
    }

    @Test
    void anOlderProgramReadsANewerStore() {
        byte[] newer = "{\"later\":{\"a\":[1]},\"zone\":\"z\",\"q\":1.0,\"counts\":{},\"seen\":[],\"times\":[]}"
                .getBytes(StandardCharsets.UTF_8);

        assertThat(serde.deserializer().deserialize("t", newer).zone()).isEqualTo("z");
    }

    @Test
    void aStateAboveItsLimitIsNotWritten() {
        State state = new State("z".repeat(100), 0, Map.of(), Set.of(), List.of());

        assertThatThrownBy(() -> JsonSerde.of(State.class, 100).serializer().serialize("t", state))
                .isInstanceOf(RecordTooLargeException.class)
                .hasMessageContaining("more than its limit of 100");
    }

    @Test
    void bytesThatAreNoStateAreAnError() {
        assertThatThrownBy(() -> serde.deserializer().deserialize("t", new byte[] {1, 2}))
                .isInstanceOf(SerializationException.class);
    }

    private String json(State state) {
        return new String(serde.serializer().serialize("t", state), StandardCharsets.UTF_8);
    }
}

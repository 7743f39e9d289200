package io.insitu.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.schemas.RandomEvents;
import io.insitu.schemas.Topics;
import io.insitu.schemas.event.Update;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CanonicalBytesTest {
    @Test
    void theOrderInWhichAMapWasFilledChangesNothing() {
        // Both names have the same hash code: a HashMap keeps them in the order in which they came.
        Update one = withEvidence("Aa", "BB");
        Update other = withEvidence("BB", "Aa");
        assertThat(one).isEqualTo(other);
        assertThat(CanonicalBytes.of(one)).isEqualTo(CanonicalBytes.of(other));
    }

    @Test
    void anotherContentIsOtherBytes() {
        assertThat(CanonicalBytes.of(withEvidence("Aa"))).isNotEqualTo(CanonicalBytes.of(withEvidence("BB")));
    }

    private static Update withEvidence(String... names) {
        Map<String, Double> evidence = new HashMap<>();
        List.of(names).forEach(name -> evidence.put(name, 1.0));
        EventClasses.trust();
        return Update.newBuilder(new RandomEvents(1).next(Topics.UPDATES))
                .setEvidence(evidence)
                .build();
    }
}

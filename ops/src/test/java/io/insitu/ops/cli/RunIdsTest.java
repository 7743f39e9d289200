package io.insitu.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RunIdsTest {
    private static final List<String> DIFFERENT = List.of(
            "f@1/1",
            "f@1/10",
            "f@1/01",
            "f@2/1",
            "f@1/1.1",
            "f@1/999999999",
            "f@1/4294967297",
            "f@1/",
            "1",
            "/1",
            "f@1/-1",
            "f@1/１");

    @Test
    void idsOfAnyFormAreToldApart() {
        RunIds ids = new RunIds();
        for (String id : DIFFERENT) {
            assertThat(ids.contains(id)).as(id).isFalse();
            assertThat(ids.add(id)).as(id).isTrue();
            assertThat(ids.add(id)).as(id).isFalse();
        }
        assertThat(ids.size()).isEqualTo(DIFFERENT.size());
    }

    @Test
    void aCopyIsItsOwn() {
        RunIds ids = new RunIds();
        DIFFERENT.forEach(ids::add);
        RunIds copy = ids.copy();
        for (String id : DIFFERENT) {
            assertThat(copy.remove(id)).as(id).isTrue();
            assertThat(copy.remove(id)).as(id).isFalse();
        }
        assertThat(copy.isEmpty()).isTrue();
        assertThat(ids.size()).isEqualTo(DIFFERENT.size());
        assertThat(ids.contains("f@1/10")).isTrue();
    }
}

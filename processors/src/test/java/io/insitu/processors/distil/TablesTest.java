package io.insitu.processors.distil;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.Facts;
import io.insitu.processors.MapMemory;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tables have so many places, whatever is met; what shares a place with newer things gives way. */
class TablesTest {
    private static final int SLOTS = 8;
    private static final DistilConfig FEW = new DistilConfig(16, SLOTS, 64, 2, 2, 3, 0.9, 0.2, 0.3, 1.0, 3, 0.8, 5, 6);

    private final MapMemory.All memories = new MapMemory.All();

    @Test
    void wordsAreCountedInSoManyPlaces() {
        TermBook book = new TermBook(memories.open(DistilMemory.WORDS));
        for (int i = 0; i < 400; i++) {
            StringBuilder instruction = new StringBuilder();
            for (int word = 0; word < 50; word++) {
                instruction.append(letters(i * 50 + word)).append(' ');
            }
            book.read(Facts.LINEAGE, instruction.toString(), i);
        }
        assertThat(memories.open(DistilMemory.WORDS).entries()).hasSizeBetween(3_500, 4_096);
    }

    @Test
    void flowsShareSoManyPlacesByFours() {
        FlowTable table = new FlowTable(
                memories.open(DistilMemory.FLOWS), new RecordingLog(memories.open(DistilMemory.RECORDINGS), FEW), FEW);
        for (int i = 0; i < 1_000; i++) {
            table.put(Facts.LINEAGE, Flow.opened("find>tool" + i));
        }
        assertThat(memories.open(DistilMemory.FLOWS).entries()).hasSize(SLOTS);
        assertThat(memories.open(DistilMemory.FLOWS).entries().values())
                .allMatch(slot -> slot.flows().size() == FlowSlot.WAYS);
        assertThat(table.of(Facts.LINEAGE, "find>tool999")).isNotNull();
        assertThat(table.of(Facts.LINEAGE, "find>tool0")).isNull();
    }

    @Test
    void practicesShareSoManyPlacesByFoursAndThoseThatGaveWayAreCounted() {
        PracticeBook book = new PracticeBook(
                memories.open(DistilMemory.PRACTICES),
                memories.open(DistilMemory.CALLED),
                new PracticeConfig(0.1, 0.05, 48, 96, 48, SLOTS, SLOTS, 0.02));
        for (int i = 0; i < 1_000; i++) {
            book.watch(Facts.LINEAGE, new Practice(Practice.Kind.CALL_OTHER, "tool" + i, "not found", "list"), "");
        }
        List<PracticeSlot> slots =
                List.copyOf(memories.open(DistilMemory.PRACTICES).entries().values());
        assertThat(slots).hasSize(SLOTS).allMatch(slot -> slot.triggers().size() == 4);
        assertThat(slots.stream().mapToInt(PracticeSlot::forgotten).sum()).isEqualTo(1_000 - SLOTS * 4);
    }

    @Test
    void ofToolsThatWereCalledTheFirstAreNoted() {
        CalledTools called = CalledTools.NONE;
        for (int i = 0; i < 200; i++) {
            called = called.with(Set.of("tool" + i));
        }
        assertThat(called.names()).hasSize(128).startsWith("tool0").endsWith("tool127");
    }

    @Test
    void casesHaveSoManyPlaces() {
        CaseTable table = new CaseTable(memories.open(DistilMemory.CASES));
        for (int i = 0; i < 1_000; i++) {
            table.add(Facts.LINEAGE, letters(i * 97), new Excerpt("a" + i, "e" + i, "it failed", List.of()), false);
        }
        assertThat(memories.open(DistilMemory.CASES).entries()).hasSize(64);
    }

    /** A word without digits. */
    private static String letters(int number) {
        StringBuilder word = new StringBuilder();
        for (int left = number + 17_576; left > 0; left /= 26) {
            word.append((char) ('a' + left % 26));
        }
        return word.toString();
    }
}

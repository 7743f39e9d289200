package io.insitu.processors.open;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.Facts;
import io.insitu.processors.Keys;
import io.insitu.processors.MapMemory;
import io.insitu.processors.StageFact;
import io.insitu.processors.open.SeenEntries.Seen;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.JournalEntry;
import io.insitu.schemas.event.Tick;
import io.insitu.schemas.serde.JsonSerde;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JournalDoorTest {
    private static final long HOUR_MS = 3_600_000;
    private static final long START_MS = 1_700_000_000_000L;

    private final MapMemory.All memories = new MapMemory.All();
    private JournalDoor door = new JournalDoor(HOUR_MS, 1_000, memories);

    @Test
    void anEntryPassesOnce() {
        assertThat(passes("a")).isTrue();
        assertThat(passes("a")).isFalse();
        assertThat(passes("b")).isTrue();
    }

    @Test
    void aTickPassesUnlessTimeRunsBackwards() {
        assertThat(tick(1_000)).hasSize(1);
        assertThat(tick(1_000)).isEmpty();
        assertThat(tick(999)).isEmpty();
    }

    @Test
    void aRepeatIsRecognisedForAsLongAsItIsRemembered() {
        tick(0);
        passes("a");
        tick(HOUR_MS);
        assertThat(passes("a")).isFalse();
        tick(HOUR_MS + 1);
        assertThat(stored()).as("only log time is left").isEqualTo(1);
        assertThat(passes("a")).as("forgotten: an entry like any other").isTrue();
    }

    @Test
    void whatPassedBeforeAnyTickIsRememberedFromTheFirstOneOn() {
        passes("a");
        tick(0);
        tick(HOUR_MS);
        assertThat(passes("a")).isFalse();
        tick(HOUR_MS + 1);
        assertThat(passes("a")).isTrue();
    }

    @Test
    void beyondTheLimitTheOldestIsForgottenAndThatIsSaidOnce() {
        door = new JournalDoor(HOUR_MS, 100, memories);
        tick(0);
        for (int i = 0; i < 100; i++) {
            assertThat(opened("entry-" + i)).hasSize(1);
        }
        assertThat(opened("one-more")).hasSize(2).last().isInstanceOfSatisfying(StageFact.Refused.class, refused -> {
            assertThat(refused.letter().getReason()).isEqualTo(DeadLetterReason.LIMIT_REACHED);
            assertThat(refused.letter().getDetail())
                    .isEqualTo(
                            "100 journal entries are remembered and there is room for no more: the oldest go before their "
                                    + "3600000 ms of log time are over, and a repeat of one that went is not recognised");
        });
        assertThat(passes("entry-1")).as("still remembered").isFalse();
        assertThat(opened("entry-0"))
                .as("forgotten: it passes again, and nothing is said a second time")
                .hasSize(1);
        for (int i = 0; i < 1_000; i++) {
            assertThat(opened("later-" + i)).hasSize(1);
            assertThat(stored()).isEqualTo(201);
        }
    }

    @Test
    void whenThereWasPlentyOfRoomInBetweenTheLimitIsNewsAgain() {
        door = new JournalDoor(HOUR_MS, 100, memories);
        tick(0);
        assertThat(saidOf(101)).isEqualTo(1);
        tick(2 * HOUR_MS);
        assertThat(stored()).isEqualTo(1);
        assertThat(saidOf(101)).isEqualTo(1);
    }

    /** A tick forgets a thousand at most: the rest goes with the entries that come. */
    @Test
    void forgettingKeepsUpWithWhateverComesIn() {
        door = new JournalDoor(HOUR_MS, 1_000_000, memories);
        int perTick = 5_000;
        int ticks = 20;
        for (int i = 0; i < ticks; i++) {
            tick(i * HOUR_MS / 4);
            for (int one = 0; one < perTick; one++) {
                opened(i + "-" + one);
            }
            assertThat(remembered())
                    .as("after tick %d: those of an hour, and of the tick that ends it", i)
                    .isLessThanOrEqualTo(5 * perTick);
        }
        assertThat(remembered()).as("not fewer either").isGreaterThanOrEqualTo(4 * perTick);
    }

    @Test
    void noRecordForgetsMoreThanItsShare() {
        door = new JournalDoor(HOUR_MS, 1_000_000, memories);
        tick(0);
        for (int i = 0; i < 5_000; i++) {
            opened("a-" + i);
        }
        tick(2 * HOUR_MS);
        assertThat(remembered()).isEqualTo(4_000);
        opened("b");
        assertThat(remembered()).as("one more, two less").isEqualTo(3_999);
    }

    @Test
    void aStoreOfBeforeEntriesWereNumberedIsReadAndForgottenInTime() {
        stored("now", "{\"atMs\":" + START_MS + "}");
        stored(Keys.of("id", "old"), "{\"atMs\":" + START_MS + "}");
        stored(Keys.of("at", Keys.number(START_MS), "old"), "{\"atMs\":" + START_MS + "}");
        assertThat(passes("old")).isFalse();
        assertThat(passes("new")).isTrue();
        tick(HOUR_MS);
        assertThat(passes("old")).isFalse();
        tick(HOUR_MS + 1);
        assertThat(stored()).isEqualTo(1);
        assertThat(passes("old")).isTrue();
    }

    @Test
    void anEntryTakesNoMoreThanItSays() {
        JsonSerde<Seen> json = JsonSerde.of(Seen.class);
        Seen entry = Seen.at(7, "");
        byte[] bytes = json.serializer().serialize("seen", entry);
        assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo("{\"atMs\":7}");
        Seen all = new Seen(1, "e", 2, 3, 4, true);
        assertThat(List.of(entry, all, Seen.NOTHING))
                .allSatisfy(one -> assertThat(json.deserializer()
                                .deserialize("seen", json.serializer().serialize("seen", one)))
                        .isEqualTo(one));
    }

    private long saidOf(int entries) {
        long said = 0;
        for (int i = 0; i < entries; i++) {
            said += opened("said-" + i).size() - 1;
        }
        return said;
    }

    private boolean passes(String id) {
        return !opened(id).isEmpty();
    }

    private List<StageFact> opened(String id) {
        return door.opened(new JournalEntry(
                id,
                Facts.LINEAGE,
                START_MS,
                Facts.attempt(id, "task", true).scored().experience().getTrajectory()));
    }

    private List<StageFact> tick(long afterMs) {
        return door.opened(new JournalEntry("tick", "", START_MS + afterMs, new Tick(START_MS + afterMs)));
    }

    private int stored() {
        return memories.open(JournalDoor.SEEN).entries().size();
    }

    private long remembered() {
        Stream<String> keys = memories.open(JournalDoor.SEEN).entries().keySet().stream();
        return keys.filter(key -> Keys.first(key).equals("id")).count();
    }

    private void stored(String key, String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        memories.open(JournalDoor.SEEN)
                .put(key, JsonSerde.of(Seen.class).deserializer().deserialize("seen", bytes));
    }
}

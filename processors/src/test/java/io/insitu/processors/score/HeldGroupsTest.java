package io.insitu.processors.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.Facts;
import io.insitu.processors.Keys;
import io.insitu.processors.MapMemory;
import io.insitu.processors.Memory;
import io.insitu.processors.MemorySpec;
import io.insitu.processors.StageFact;
import io.insitu.processors.score.ScoreMemory.Due;
import io.insitu.processors.score.ScoreMemory.Group;
import io.insitu.schemas.event.DeadLetter;
import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.Experience;
import io.insitu.schemas.event.Feedback;
import io.insitu.schemas.event.LateFeedback;
import io.insitu.schemas.event.OutcomeKind;
import io.insitu.schemas.event.Tick;
import io.insitu.schemas.event.Trajectory;
import io.insitu.schemas.serde.JsonSerde;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What gives way when more groups are open, or more attempts may still be judged, than there is room for. */
class HeldGroupsTest {
    private static final long START_MS = 1_700_000_000_000L;

    private final MapMemory.All memories = new MapMemory.All();
    private ScoreStage stage;

    @Test
    void beyondTheLimitOfOpenGroupsTheOldestIsScoredAsItStandsAndThatIsSaidOnce() {
        stage = stage(4, 8, 100);
        tick(0);
        for (int i = 0; i < 4; i++) {
            tick(i + 1);
            assertThat(arrives("a" + i, "g" + i, 2)).isEmpty();
        }
        List<StageFact> fifth = arrives("a4", "g4", 2);
        assertThat(experience(fifth))
                .extracting(one -> one.getTrajectory().getTrajectoryId())
                .containsExactly("a0");
        assertThat(letters(fifth)).extracting(DeadLetter::getReason).containsExactly(DeadLetterReason.LIMIT_REACHED);
        assertThat(letters(fifth))
                .extracting(DeadLetter::getDetail)
                .singleElement()
                .asString()
                .startsWith("4 groups are open and there is room for no more");
        assertThat(letters(arrives("a5", "g5", 2))).as("said before").isEmpty();
        arrives("b4", "g4", 2);
        arrives("b5", "g5", 2);
        assertThat(letters(arrives("a6", "g6", 2))).isEmpty();
        arrives("a7", "g7", 2);
        assertThat(letters(arrives("a8", "g8", 2)))
                .as("there was room in between: it is news again")
                .hasSize(1);
    }

    @Test
    void beyondTheLimitOfAttemptsTheClosedGroupThatIsDueFirstIsForgottenAsIfItsGraceWereOver() {
        stage = stage(100, 8, 4);
        tick(0);
        arrives("a", "first", 2);
        arrives("b", "first", 2);
        tick(1);
        arrives("c", "second", 2);
        assertThat(letters(arrives("d", "second", 2))).isEmpty();
        assertThat(experience(judges("a"))).as("there is room for four").isNotEmpty();
        tick(2);
        List<StageFact> fifth = arrives("e", "third", 1);
        assertThat(experience(fifth)).hasSize(1);
        assertThat(letters(fifth)).singleElement().satisfies(letter -> {
            assertThat(letter.getReason()).isEqualTo(DeadLetterReason.LIMIT_REACHED);
            assertThat(letter.getDetail()).startsWith("4 attempts of closed groups are held");
        });
        assertThat(letters(judges("a"))).singleElement().satisfies(letter -> {
            assertThat(letter.getReason()).isEqualTo(DeadLetterReason.UNKNOWN_REFERENCE);
            assertThat(letter.getDetail())
                    .contains("after the grace of its attempt, 3600000 ms of log time or 4 later attempts");
        });
        assertThat(experience(judges("c"))).as("the newer ones are still heard").isNotEmpty();
        assertThat(experience(judges("e"))).isNotEmpty();
        assertThat(keys(ScoreMemory.GROUPS)).containsExactly("second", "third");
        assertThat(keys(ScoreMemory.SAID)).containsExactly("c", "d", "e");
        assertThat(keys(ScoreMemory.ATTEMPTS)).containsExactly("c", "d", "e");
        assertThat(keys(ScoreMemory.PLACES)).containsExactly("c", "d", "e");
    }

    @Test
    void thatGroupsAreForgottenEarlyIsSaidOncePerEpisode() {
        stage = stage(100, 8, 100);
        tick(0);
        assertThat(saidOf("a", 1_000)).isEqualTo(1);
        tick(3_600_001);
        assertThat(memories.open(ScoreMemory.GROUPS).entries()).isEmpty();
        assertThat(saidOf("b", 1_000)).isEqualTo(1);
    }

    @Test
    void aGroupThatHasAsManyAttemptsAsAreComparedMakesRoomForAnotherOfItsName() {
        stage = stage(100, 3, 100);
        tick(0);
        arrives("a", "g", 2);
        assertThat(experience(arrives("b", "g", 2))).hasSize(2);
        assertThat(experience(arrives("c", "g", 2))).as("late, and compared").isNotEmpty();
        List<StageFact> fourth = arrives("d", "g", 2);
        assertThat(experience(fourth))
                .as("waits for the other one it announced")
                .isEmpty();
        assertThat(letters(fourth)).singleElement().satisfies(letter -> {
            assertThat(letter.getReason()).isEqualTo(DeadLetterReason.LIMIT_REACHED);
            assertThat(letter.getDetail()).startsWith("group g has 3 attempts, as many as are compared");
        });
        List<Experience> anew = experience(arrives("e", "g", 2));
        assertThat(anew)
                .extracting(one -> one.getTrajectory().getTrajectoryId())
                .containsExactly("d", "e");
        assertThat(anew).allMatch(one -> one.getGroup().getSize() == 2);
        assertThat(letters(judges("a"))).hasSize(1);
        tick(3_600_001);
        assertThat(memories.open(ScoreMemory.ATTEMPTS).entries()).isEmpty();
        assertThat(keys(ScoreMemory.DUES)).containsExactly("now");
    }

    /** Whatever comes: nothing grows, and the count is that of the attempts there are. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void noMoreIsHeldThanThereIsRoomFor(long seed) {
        Random random = new Random(seed);
        int most = 1 + random.nextInt(300);
        stage = stage(10, 4, most);
        long nowMs = 0;
        for (int i = 0; i < 3_000; i++) {
            nowMs += random.nextInt(20) == 0 ? random.nextInt(400_000) : 0;
            tick(nowMs);
            arrives("a" + i, "g" + (i / 3 - random.nextInt(6)), 1 + random.nextInt(5));
            int counted = memories.open(ScoreMemory.DUES).get("now").attempts();
            assertThat(counted).as("seed %d, attempt %d", seed, i).isBetween(0, most);
            if (i % 100 == 0) {
                assertThat(attemptsOfClosedGroups()).isEqualTo(counted);
                assertThat(memories.open(ScoreMemory.ATTEMPTS).entries()).hasSizeLessThanOrEqualTo(most + 10 * 4);
                assertThat(memories.open(ScoreMemory.SAID).entries()).hasSizeLessThanOrEqualTo(most);
                assertThat(memories.open(ScoreMemory.GROUPS).entries()).hasSizeLessThanOrEqualTo(most + 10);
                assertThat(memories.open(ScoreMemory.DUES).entries()).hasSizeLessThanOrEqualTo(most + 10 + 1);
                assertThat(memories.open(ScoreMemory.PLACES).entries()).hasSizeLessThanOrEqualTo(most + 10 * 4);
            }
        }
    }

    @Test
    void aStoreOfBeforeAttemptsWereCountedIsReadAndForgottenInTime() {
        stage = stage(100, 8, 2);
        tick(0);
        arrives("a", "old", 1);
        String key = Keys.of(Facts.LINEAGE, "old");
        long dueMs = memories.open(ScoreMemory.GROUPS).get(key).dueMs();
        memories.open(ScoreMemory.GROUPS)
                .put(key, read(Group.class, "{\"arrived\":1,\"awaited\":1,\"closed\":true,\"dueMs\":" + dueMs + "}"));
        memories.open(ScoreMemory.DUES)
                .put(
                        "now",
                        read(Due.class, "{\"groupId\":\"\",\"lineage\":\"\",\"nowMs\":" + START_MS + ",\"open\":0}"));
        assertThat(letters(arrives("b", "g", 1))).isEmpty();
        assertThat(letters(arrives("c", "h", 1))).isEmpty();
        assertThat(experience(judges("a"))).isNotEmpty();
        tick(3_600_001);
        assertThat(memories.open(ScoreMemory.GROUPS).entries()).isEmpty();
        assertThat(memories.open(ScoreMemory.DUES).get("now").attempts()).isZero();
    }

    private static <T> T read(Class<T> type, String json) {
        return JsonSerde.of(type).deserializer().deserialize("store", json.getBytes(StandardCharsets.UTF_8));
    }

    private long attemptsOfClosedGroups() {
        Memory<Group> groups = memories.open(ScoreMemory.GROUPS);
        return memories.open(ScoreMemory.ATTEMPTS).entries().keySet().stream()
                .filter(key -> groups.get(groupOf(key)).closed())
                .count();
    }

    private static String groupOf(String attemptKey) {
        return attemptKey.substring(
                0, attemptKey.length() - Keys.last(attemptKey).length() - 1);
    }

    private List<String> keys(MemorySpec<?> spec) {
        return memories.open(spec).entries().keySet().stream().map(Keys::last).toList();
    }

    private long saidOf(String name, int groups) {
        long said = 0;
        for (int i = 0; i < groups; i++) {
            said += letters(arrives(name + i, name + i, 1)).size();
        }
        return said;
    }

    private ScoreStage stage(int openGroups, int groupSize, int closedAttempts) {
        return new ScoreStage(
                new ScoreConfig(
                        0.02, 0.1, openGroups, groupSize, closedAttempts, List.of(), RubricPlan.defaults(), Map.of()),
                memories);
    }

    private List<StageFact> arrives(String id, String groupId, int groupSize) {
        Trajectory attempt =
                Facts.attempt(id, "task", true).scored().experience().getTrajectory();
        return stage.decide(Facts.journal(
                id,
                START_MS,
                Trajectory.newBuilder(attempt)
                        .setGroupId(groupId)
                        .setGroupSize(groupSize)
                        .build()));
    }

    private List<StageFact> judges(String id) {
        Feedback feedback = Feedback.newBuilder()
                .setSource("human@1")
                .setOutcome(OutcomeKind.FAILURE)
                .build();
        return stage.decide(Facts.journal("late", START_MS, new LateFeedback(id, "feedback-" + id, feedback)));
    }

    private List<StageFact> tick(long afterMs) {
        return stage.decide(Facts.journal("tick", START_MS + afterMs, new Tick(START_MS + afterMs)));
    }

    private static List<Experience> experience(List<StageFact> facts) {
        List<Experience> found = new ArrayList<>();
        for (StageFact fact : facts) {
            if (fact instanceof StageFact.Scored scored) {
                found.add(scored.experience());
            }
        }
        return found;
    }

    private static List<DeadLetter> letters(List<StageFact> facts) {
        List<DeadLetter> found = new ArrayList<>();
        for (StageFact fact : facts) {
            if (fact instanceof StageFact.Refused refused) {
                found.add(refused.letter());
            }
        }
        return found;
    }
}

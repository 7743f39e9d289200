package io.insitu.processors.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.Memory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchChoiceTest {
    private static final ChoiceConfig SHIPPED = ChoiceConfig.defaults();

    @Test
    void asShippedThoseThatCameFirstAreChosen() {
        List<Memory.Entry<PooledSample>> waiting =
                waiting(sample("a", 0.9, -1), sample("b", 0.5, -1), sample("c", 0.5, -1));
        assertThat(chosen(SHIPPED, waiting, List.of(), 2)).containsExactly("a", "b");
    }

    @Test
    void difficultyPrefersTasksThatSucceedHalfTheTime() {
        List<Memory.Entry<PooledSample>> waiting =
                waiting(sample("easy", 0.9, -1), sample("even", 0.5, -1), sample("hard", 0.25, -1));
        assertThat(chosen(weighing(1, 0, 0), waiting, List.of(), 2)).containsExactly("even", "hard");
    }

    @Test
    void noveltyPrefersTasksThatWereNotYetChosenOrKept() {
        PooledSample a = sample("a", 0.5, -1);
        PooledSample b = sample("b", 0.5, -1);
        PooledSample c = sample("c", 0.5, -1);
        assertThat(chosen(weighing(0, 1, 0), waiting(a, a, b, c), List.of(c), 3))
                .containsExactly("a", "b", "a");
    }

    @Test
    void uncertaintyPrefersAnswersThePolicyWasUnsureOf() {
        List<Memory.Entry<PooledSample>> waiting =
                waiting(sample("sure", 0.5, -0.1f), sample("unsure", 0.5, -2), sample("unrecorded", 0.5, 0));
        assertThat(chosen(weighing(0, 0, 1), waiting, List.of(), 3)).containsExactly("unsure", "sure", "unrecorded");
    }

    @Test
    void aTaskHasOnlySoManyPlaces() {
        PooledSample a = sample("a", 0.5, -1);
        ChoiceConfig two = new ChoiceConfig(0, 1, 0, 0, 0, 0, 2, 0, 0.3);
        assertThat(chosen(two, waiting(a, a, a, sample("b", 0.5, -1)), List.of(), 4))
                .containsExactly("a", "a", "b");
    }

    @Test
    void whoeverExploresAlsoTakesWhatIsWorthLessAndTheSameDrawTakesTheSame() {
        List<PooledSample> samples = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            samples.add(sample("task" + i, i < 20 ? 0.5 : 0.9, -1));
        }
        List<Memory.Entry<PooledSample>> waiting = waiting(samples.toArray(PooledSample[]::new));
        ChoiceConfig half = new ChoiceConfig(0, 1, 1, 0, 0, 0.5, Integer.MAX_VALUE, 0, 0.3);
        List<String> chosen = chosen(half, waiting, List.of(), 20);
        assertThat(chosen).doesNotHaveDuplicates().isEqualTo(chosen(half, waiting, List.of(), 20));
        assertThat(chosen.stream().filter(task -> Integer.parseInt(task.substring(4)) >= 20))
                .hasSizeBetween(2, 10);
    }

    @Test
    void theBanditDecidesOnTheTask() {
        ChoiceConfig cold = new ChoiceConfig(0, 1, 0, 0, 0, 0, Integer.MAX_VALUE, 0.01, 0.3);
        TaskBandit bandit = TaskBandit.NEW.learnt("dull", 0, 1).learnt("telling", 1, 1);
        PooledSample dull = sample("dull", 0.5, -1);
        PooledSample telling = sample("telling", 0.5, -1);
        assertThat(names(new BatchChoice(cold).of(waiting(dull, dull, telling, telling), List.of(), bandit, 3, 1)))
                .containsExactly("telling", "telling", "dull");
    }

    private static ChoiceConfig weighing(double difficulty, double novelty, double uncertainty) {
        return new ChoiceConfig(0, 1, difficulty, novelty, uncertainty, 0, Integer.MAX_VALUE, 0, 0.3);
    }

    private static List<String> chosen(
            ChoiceConfig config, List<Memory.Entry<PooledSample>> waiting, List<PooledSample> replay, int places) {
        return names(new BatchChoice(config).of(waiting, replay, TaskBandit.NEW, places, 7));
    }

    private static List<String> names(List<Memory.Entry<PooledSample>> entries) {
        return entries.stream().map(entry -> entry.value().taskId()).toList();
    }

    private static List<Memory.Entry<PooledSample>> waiting(PooledSample... samples) {
        List<Memory.Entry<PooledSample>> waiting = new ArrayList<>();
        for (PooledSample sample : samples) {
            waiting.add(new Memory.Entry<>("key" + waiting.size(), sample));
        }
        return waiting;
    }

    private static PooledSample sample(String task, double rate, float logProb) {
        return new PooledSample(
                "e-" + task,
                "t-" + task,
                task,
                true,
                List.of(1, 2),
                List.of(false, true),
                List.of(0f, logProb),
                List.of(),
                1,
                0,
                rate,
                List.of());
    }
}

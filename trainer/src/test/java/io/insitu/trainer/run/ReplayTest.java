package io.insitu.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.insitu.trainer.step.Example;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplayTest {
    @Test
    void onlyWhatWasBetterThanItsGroupIsRemembered() {
        Replay replay = new Replay(8, 10);
        replay.remember(List.of(attempt(1, 0.5, 1), attempt(0, 0.5, -1)));
        assertThat(replay.again(10)).hasSize(1);
        assertThat(replay.again(10).get(0).advantage()).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void whatGroupsReachByNowIsTheMeasure() {
        Replay replay = new Replay(8, 10);
        replay.remember(List.of(attempt(0.6, 0.2, 1)));
        assertThat(replay.again(10).get(0).advantage()).isCloseTo(0.4, within(1e-12));
        replay.remember(List.of(attempt(0.7, 0.7, -1), attempt(0.7, 0.7, -1))); // by now 0.7 is usual
        assertThat(replay.again(10)).isEmpty();
    }

    @Test
    void theOldestMakeRoomAndTheBeginningIsGentle() {
        Replay replay = new Replay(2, 10);
        replay.remember(List.of(attempt(1, 0, 1), attempt(2, 0, 1), attempt(3, 0, 1)));
        assertThat(replay.again(10)).extracting(Example::advantage).containsExactly(2.0, 3.0);
        assertThat(replay.again(0)).isEmpty();
        assertThat(replay.again(5).get(0).weight(1)).isCloseTo(0.5f, within(1e-6f));
    }

    @Test
    void anAttemptIsRememberedOnceHoweverManyPassesBringIt() {
        Replay replay = new Replay(2, 10);
        Attempt first = attempt(1, 0, 1).named("line 1");
        Attempt second = attempt(2, 0, 1).named("line 2");
        for (int pass = 0; pass < 3; pass++) {
            replay.remember(List.of(first, second));
        }
        assertThat(replay.again(10)).extracting(Example::advantage).containsExactly(1.0, 2.0);
        replay.remember(List.of(first)); // the newest again
        replay.remember(List.of(attempt(3, 0, 1).named("line 3")));
        assertThat(replay.again(10)).extracting(Example::advantage).containsExactly(1.0, 3.0);
        replay.remember(List.of(attempt(4, 0, 1).named("line 3")));
        assertThat(replay.again(10)).extracting(Example::advantage).containsExactly(1.0, 4.0);
    }

    @Test
    void aLargeGroupIsOneGroup() {
        Replay replay = new Replay(8, 10);
        replay.remember(Collections.nCopies(8, attempt(0.9, 0.9, -1).inGroup("large")));
        replay.remember(List.of(
                attempt(1, 0.25, 1).inGroup("small"), attempt(0, 0.125, -1).inGroup("another")));
        assertThat(replay.again(10)).extracting(Example::advantage).containsExactly(0.75); // not 1 - 0.9
    }

    private static Attempt attempt(double reward, double mean, double advantage) {
        Example example = Example.judged(new int[] {1, 2}, new float[] {0, 1}, new float[2], true, 0.5)
                .withAdvantage(advantage);
        return new Attempt(List.of(example), reward, mean);
    }
}

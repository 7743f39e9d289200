package io.insitu.processors.distil;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.processors.ObedientDesk;
import io.insitu.processors.recall.RecallConfig;
import io.insitu.processors.recall.RetrievalConfig;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What learning by principles promises in any world of this kind, averaged over random worlds. */
class LearningLawsTest {
    private static final int WORLDS = 4;
    private static final int GROUPS = 300;

    @Test
    void successDoublesBeforeTheWorldChangesAndComesBackAfterIt() {
        double first = 0;
        double before = 0;
        double last = 0;
        for (long seed = 0; seed < WORLDS; seed++) {
            double[] success = new ObedientDesk(
                            seed, DistilConfig.defaults(), RecallConfig.defaults(), RetrievalConfig.defaults())
                    .run(GROUPS);
            first += mean(success, 0, 30) / WORLDS;
            before += mean(success, 110, 150) / WORLDS;
            last += mean(success, 240, 300) / WORLDS;
        }
        assertThat(before).isGreaterThan(2 * first).isGreaterThan(0.65);
        assertThat(last).isGreaterThan(0.6);
    }

    @Test
    void theSameLogTeachesTheSame() {
        assertThat(learnt()).isEqualTo(learnt()).isNotEmpty();
    }

    private static String learnt() {
        ObedientDesk desk =
                new ObedientDesk(7, DistilConfig.defaults(), RecallConfig.defaults(), RetrievalConfig.defaults());
        desk.run(40);
        return desk.principles().toString();
    }

    private static double mean(double[] values, int from, int to) {
        return Arrays.stream(values, from, to).average().orElseThrow();
    }
}

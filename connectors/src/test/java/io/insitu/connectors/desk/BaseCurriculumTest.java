package io.insitu.connectors.desk;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.connectors.desk.ModelVocabulary.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BaseCurriculumTest {
    private static final int EXAMPLES = 4000;

    @Test
    void theSameSeedGivesTheSameExample() {
        for (long seed = 0; seed < 100; seed++) {
            assertThat(BaseCurriculum.example(seed).tokens())
                    .containsExactly(BaseCurriculum.example(seed).tokens());
        }
    }

    @Test
    void onlyWhatTheAgentSaysIsATarget() {
        for (long seed = 0; seed < EXAMPLES; seed++) {
            BaseCurriculum.Example example = BaseCurriculum.example(seed);
            boolean speaking = false;
            for (int i = 0; i < example.tokens().length; i++) {
                assertThat(example.targets()[i]).isEqualTo(speaking);
                if (example.tokens()[i] == ModelVocabulary.ACT) {
                    speaking = true;
                } else if (example.tokens()[i] == ModelVocabulary.END) {
                    speaking = false;
                }
            }
        }
    }

    @Test
    void adviceThatAppliesIsFollowedUnlessTheToolIsGone() {
        for (long seed = 0; seed < EXAMPLES; seed++) {
            Random random = new Random(seed);
            Situation situation = BaseCurriculum.situation(random);
            List<Integer> resolutions = said(new Oracle(situation, random).play(), Pool.RESOLUTION);
            if (!resolutions.isEmpty()
                    && situation.advisedResolution().isPresent()
                    && situation.macros().isEmpty()) {
                assertThat(resolutions.get(0))
                        .isEqualTo(situation.advisedResolution().get());
            }
        }
    }

    @Test
    void macrosAreUsedMostOfTheTimeWhereTheyApplyAndNeverElsewhere() {
        int offered = 0;
        int used = 0;
        for (long seed = 0; seed < EXAMPLES; seed++) {
            Random random = new Random(seed);
            Situation situation = BaseCurriculum.situation(random);
            List<Integer> macros = said(new Oracle(situation, random).play(), Pool.MACRO);
            if (!situation.macros().isEmpty()) {
                offered++;
                used += macros.isEmpty() ? 0 : 1;
            } else {
                assertThat(macros).isEmpty();
            }
        }
        assertThat(used / (double) offered).isBetween(0.85, 0.95);
    }

    @Test
    void withoutAdviceEveryOptionIsEquallyLikely() {
        int[] places = new int[3];
        for (long seed = 0; seed < 3 * EXAMPLES; seed++) {
            Random random = new Random(seed);
            Situation situation = BaseCurriculum.situation(random);
            List<Integer> resolutions = said(new Oracle(situation, random).play(), Pool.RESOLUTION);
            if (situation.advice().isEmpty()
                    && situation.macros().isEmpty()
                    && situation.options().size() == 3) {
                places[situation.options().indexOf(resolutions.get(0))]++;
            }
        }
        double all = places[0] + places[1] + places[2];
        assertThat(java.util.Arrays.stream(places).boxed()).allMatch(count -> Math.abs(count / all - 1 / 3.0) < 0.04);
    }

    private static List<Integer> said(BaseCurriculum.Example example, Pool pool) {
        List<Integer> said = new ArrayList<>();
        for (int i = 0; i < example.tokens().length; i++) {
            if (example.targets()[i] && pool.holds(example.tokens()[i])) {
                said.add(example.tokens()[i]);
            }
        }
        return said;
    }
}

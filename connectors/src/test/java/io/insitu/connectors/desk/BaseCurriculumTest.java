package io.insitu.connectors.desk;

import static org.assertj.core.api.Assertions.assertThat;

import io.insitu.connectors.desk.ModelVocabulary.Pool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
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
            if (situation.desk().isEmpty()
                    && situation.advice().isEmpty()
                    && situation.macros().isEmpty()
                    && situation.options().size() == 3) {
                places[situation.options().indexOf(resolutions.get(0))]++;
            }
        }
        double all = places[0] + places[1] + places[2];
        assertThat(Arrays.stream(places).boxed()).allMatch(count -> Math.abs(count / all - 1 / 3.0) < 0.04);
    }

    @Test
    void aDeskKnownByHeartAlwaysDoesTheSameAndOthersDoOtherwise() {
        Map<List<Integer>, Integer> rules = new HashMap<>();
        Set<List<Integer>> desksByCase = new HashSet<>();
        for (long seed = 0; seed < 5 * EXAMPLES; seed++) {
            Random random = new Random(seed);
            Situation situation = BaseCurriculum.situation(random);
            if (situation.desk().isEmpty()) {
                continue;
            }
            List<Integer> said = said(new Oracle(situation, random).play(), Pool.RESOLUTION);
            int intent = situation.terms()[0];
            int tier = situation.terms()[1];
            rules.merge(
                    List.of(situation.desk().get().number(), intent, tier),
                    said.get(0),
                    (before, now) -> before.equals(now) ? now : -1);
            desksByCase.add(List.of(intent, tier, said.get(0)));
        }
        assertThat(rules.values()).doesNotContain(-1);
        int cases = Pool.INTENT.size() * Pool.TIER.size();
        assertThat(rules).hasSize(cases * Pool.DESK.size());
        assertThat(desksByCase).hasSizeGreaterThan(2 * cases);
    }

    @Test
    void shippedWorldsAreNewToTheModel() {
        for (String name : WorldFile.shipped()) {
            World world = WorldFile.shipped(name);
            DeskVocabulary vocabulary = new DeskVocabulary(world);
            for (WorldPhase phase : WorldPhase.values()) {
                int[] alike = new int[Pool.DESK.size()];
                int cases = 0;
                for (String intent : world.words().intents()) {
                    for (String tier : world.words().tiers()) {
                        int right = vocabulary.required(world.rightResolution(new World.Case(intent, tier), phase));
                        cases++;
                        for (int desk = 0; desk < alike.length; desk++) {
                            int known = new KnownDesk(desk)
                                    .resolution(vocabulary.required(intent), vocabulary.required(tier));
                            alike[desk] += known == right ? 1 : 0;
                        }
                    }
                }
                // By chance one rule in sixteen is the same.
                assertThat(alike).as(name + " " + phase).doesNotContain(cases);
                assertThat(Arrays.stream(alike).max().orElseThrow()).isLessThanOrEqualTo(cases / 3);
            }
            DeskTask task = DeskTask.draw(world, WorldPhase.BEFORE, 7);
            int[] prompt =
                    new PromptEncoder(world).encode(task, List.of(), List.of()).tokens();
            assertThat(prompt[0]).isEqualTo(ModelVocabulary.BOS);
            assertThat(Arrays.stream(prompt)).noneMatch(Pool.DESK::holds);
        }
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

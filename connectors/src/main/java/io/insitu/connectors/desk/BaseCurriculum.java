package io.insitu.connectors.desk;

import io.insitu.connectors.desk.ModelVocabulary.Pool;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Endless practice for a base model, in worlds that do not exist: random tickets with random principles and macro-tools, and an
 * oracle that follows what applies and otherwise guesses. It teaches the agent's language and the use of what it is given; no
 * rule of any real world is in it.
 */
public final class BaseCurriculum {
    /** One conversation; targets are the tokens the agent would say. */
    @SuppressWarnings("ArrayRecordComponent") // a training row, never compared
    public record Example(int[] tokens, boolean[] targets) {}

    private BaseCurriculum() {}

    /** The example of a seed. */
    public static Example example(long seed) {
        Random random = Draws.seeded(seed, "base-curriculum");
        return new Oracle(situation(random), random).play();
    }

    /** A ticket with what the agent is given; all in tokens. */
    static Situation situation(Random random) {
        int[] terms = {
            symbol(Pool.INTENT, random),
            symbol(Pool.TIER, random),
            symbol(Pool.CATEGORY, random),
            symbol(Pool.OBJECT, random)
        };
        int count = random.nextInt(8) == 0 ? 2 : random.nextInt(8) == 0 ? 4 : 3;
        List<Integer> options = distinct(Pool.RESOLUTION, count, random);
        boolean knowsNothing = random.nextInt(5) == 0;
        List<Situation.Advice> advice = new ArrayList<>();
        List<Situation.Macro> macros = new ArrayList<>();
        if (!knowsNothing) {
            int principles = random.nextInt(PromptEncoder.MAX_PRINCIPLES + 1);
            for (int i = 0; i < principles; i++) {
                advice.add(new Situation.Advice(
                        conditions(terms, random),
                        random.nextInt(4) == 0 ? ModelVocabulary.VERIFY : resolution(options, random)));
            }
            int tools = random.nextInt(5) < 2 ? 1 + random.nextInt(PromptEncoder.MAX_MACROS) : 0;
            for (int i = 0; i < tools; i++) {
                macros.add(new Situation.Macro(
                        conditions(terms, random), random.nextInt(3) == 0, resolution(options, random)));
            }
        }
        advice.sort(Comparator.comparing(each -> -each.conditions().size()));
        macros.sort(Comparator.comparing(each -> -each.conditions().size()));
        return new Situation(terms, options, advice, macros);
    }

    /** Half match the ticket; of the rest, most differ from it in one word only. */
    private static List<Integer> conditions(int[] terms, Random random) {
        int size = random.nextInt(10) < 6 ? 2 : random.nextInt(10) < 8 ? 1 : 3;
        List<Integer> kinds = new ArrayList<>(List.of(0, 1, 2, 3));
        java.util.Collections.shuffle(kinds, random);
        if (random.nextBoolean()) { // intent and tier is what distilled principles are mostly about
            kinds = new ArrayList<>(List.of(0, 1, 2, 3));
        }
        kinds = new ArrayList<>(kinds.subList(0, size));
        java.util.Collections.sort(kinds);
        boolean matches = random.nextBoolean();
        int different = random.nextInt(size);
        boolean allDifferent = random.nextInt(3) == 0;
        Pool[] pools = {Pool.INTENT, Pool.TIER, Pool.CATEGORY, Pool.OBJECT};
        List<Integer> conditions = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int term = terms[kinds.get(i)];
            boolean same = matches || (i != different && !allDifferent);
            conditions.add(same ? term : otherThan(term, pools[kinds.get(i)], random));
        }
        return conditions;
    }

    private static int resolution(List<Integer> options, Random random) {
        return random.nextInt(6) == 0 ? symbol(Pool.RESOLUTION, random) : options.get(random.nextInt(options.size()));
    }

    private static int otherThan(int term, Pool pool, Random random) {
        int other = symbol(pool, random);
        return other == term ? pool.token((pool.index(term) + 1) % pool.size()) : other;
    }

    private static int symbol(Pool pool, Random random) {
        return pool.token(random.nextInt(pool.size()));
    }

    private static List<Integer> distinct(Pool pool, int count, Random random) {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < pool.size(); i++) {
            all.add(pool.token(i));
        }
        java.util.Collections.shuffle(all, random);
        return List.copyOf(all.subList(0, count));
    }
}

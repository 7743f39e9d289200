package io.insitu.connectors.desk;

import io.insitu.connectors.desk.ModelVocabulary.Pool;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
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

    /** Share of tickets at desks known by heart. */
    private static final double KNOWN = 0.4;

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
        if (random.nextDouble() < KNOWN) {
            KnownDesk desk = new KnownDesk(random.nextInt(Pool.DESK.size()));
            List<Integer> offered = offering(options, desk.resolution(terms[0], terms[1]), random);
            return new Situation(Optional.of(desk), terms, offered, List.of(), List.of());
        }
        List<Situation.Advice> advice = new ArrayList<>();
        List<Situation.Macro> macros = new ArrayList<>();
        if (random.nextInt(6) > 0) { // else the agent knows nothing yet
            advise(advice, terms, options, random);
            offerMacros(macros, advice, terms, options, random);
        }
        return new Situation(Optional.empty(), terms, options, advice, macros);
    }

    private static void advise(List<Situation.Advice> advice, int[] terms, List<Integer> options, Random random) {
        if (random.nextInt(3) > 0) {
            int count = 1 + random.nextInt(2);
            for (int i = 0; i < count; i++) {
                advice.add(new Situation.Advice(conditions(terms, random), one(options, random)));
            }
        }
        if (random.nextInt(3) == 0) {
            advice.add(new Situation.Advice(conditions(terms, random), ModelVocabulary.VERIFY));
        }
        Collections.shuffle(advice, random);
    }

    /** Macros that contradict advice are not offered to the agent either. */
    private static void offerMacros(
            List<Situation.Macro> macros,
            List<Situation.Advice> advice,
            int[] terms,
            List<Integer> options,
            Random random) {
        Situation advised = new Situation(Optional.empty(), terms, options, advice, List.of());
        int count = random.nextInt(5) < 2 ? 1 + random.nextInt(PromptEncoder.MAX_MACROS) : 0;
        for (int i = 0; i < count; i++) {
            int resolution = advised.advisedResolution().orElse(one(options, random));
            boolean verifies = advised.advisedToVerify() || random.nextInt(3) == 0;
            macros.add(new Situation.Macro(conditions(terms, random), verifies, resolution));
        }
    }

    /** One to three words of the ticket. */
    private static List<Integer> conditions(int[] terms, Random random) {
        int size = random.nextInt(10) < 6 ? 2 : random.nextInt(10) < 8 ? 1 : 3;
        List<Integer> kinds = new ArrayList<>(List.of(0, 1, 2, 3));
        if (random.nextBoolean()) { // else intent and tier: what distilled principles are mostly about
            Collections.shuffle(kinds, random);
        }
        return kinds.subList(0, size).stream().sorted().map(kind -> terms[kind]).toList();
    }

    /** The options with this one among them. */
    private static List<Integer> offering(List<Integer> options, int resolution, Random random) {
        if (options.contains(resolution)) {
            return options;
        }
        List<Integer> offered = new ArrayList<>(options);
        offered.set(random.nextInt(offered.size()), resolution);
        return offered;
    }

    private static int one(List<Integer> options, Random random) {
        return options.get(random.nextInt(options.size()));
    }

    private static int symbol(Pool pool, Random random) {
        return pool.token(random.nextInt(pool.size()));
    }

    private static List<Integer> distinct(Pool pool, int count, Random random) {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < pool.size(); i++) {
            all.add(pool.token(i));
        }
        Collections.shuffle(all, random);
        return List.copyOf(all.subList(0, count));
    }
}

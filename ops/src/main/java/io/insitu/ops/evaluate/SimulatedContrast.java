package io.insitu.ops.evaluate;

import io.insitu.processors.StageFact;
import io.insitu.processors.distil.DistilMemory;
import io.insitu.processors.recall.RetrievalConfig;
import io.insitu.processors.recall.TaskQuery;
import io.insitu.processors.recall.TwoPhaseRetrieval;
import io.insitu.schemas.event.EntryStatus;
import io.insitu.schemas.event.Principle;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * Tasks of unequal difficulty at which some words call for one of a few calls, and others for none: which of the principles that are
 * tried and held are true, and how many of the truths are found? Without any truth all that is found is false.
 */
final class SimulatedContrast {
    private static final int WORDS = 10;
    private static final int CALLS = 4;
    private static final int TASKS = 500;
    private static final int ATTEMPTS = 4;
    private static final double OBEDIENCE = 0.8;

    private SimulatedContrast() {}

    /**
     * @param planted words, of {@value #WORDS}, that call for something
     * @param luck half-way up the chances of success of tasks without it, about
     * @param effect what the right call adds to the chance of success, where the task has a planted word
     */
    static Map<String, Double> run(long seed, int planted, double luck, double effect) {
        LearningChain chain = new LearningChain();
        TwoPhaseRetrieval retrieval = new TwoPhaseRetrieval(RetrievalConfig.defaults());
        SplittableRandom random = new SplittableRandom(seed);
        Set<String> tried = new TreeSet<>();
        Set<String> held = new TreeSet<>();
        for (int task = 0; task < TASKS; task++) {
            int word = random.nextInt(WORDS);
            int other = (word + 1 + random.nextInt(WORDS - 1)) % WORDS;
            List<String> terms = List.of("word" + word, "word" + other);
            double difficulty = luck * (0.2 + random.nextDouble());
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                String id = "contrast-" + seed + "-" + task + "/" + attempt;
                var given =
                        retrieval.retrieve(new TaskQuery(id, Set.copyOf(terms), Set.of()), active(chain), List.of());
                boolean obeys = random.nextDouble() < OBEDIENCE;
                int guess = random.nextInt(CALLS);
                String call = obeys && !given.principles().isEmpty()
                        ? given.principles().get(0).getAction()
                        : "call" + guess;
                boolean right =
                        word < planted && call.equals(right(word)) || other < planted && call.equals(right(other));
                boolean success = random.nextDouble() < difficulty + (right ? effect : 0);
                SimulatedRun run = new SimulatedRun(id, "contrast-task" + task, String.join(" ", terms), terms)
                        .ofGroup(ATTEMPTS)
                        .given(given.usedIds(), given.withheldIds())
                        .calling(call, "{}");
                for (StageFact fact : chain.hear(run.ended(SimulatedRun.outcome(success), task + 1L))) {
                    if (fact instanceof StageFact.PrincipleChanged changed
                            && changed.principle().getStatus() == EntryStatus.ACTIVE) {
                        tried.add(claim(changed.principle()));
                        if (changed.principle().getFalseShare() < 1) {
                            held.add(claim(changed.principle()));
                        }
                    }
                }
            }
        }
        Map<String, Double> measured = new LinkedHashMap<>();
        measured.put("tried", (double) tried.size());
        measured.put("triedFalseShare", falseShare(tried, planted));
        measured.put("held", (double) held.size());
        measured.put("heldFalseShare", falseShare(held, planted));
        if (planted > 0) {
            measured.put("triedPower", power(tried, planted));
            measured.put("heldPower", power(held, planted));
        }
        return measured;
    }

    private static List<Principle> active(LearningChain chain) {
        return chain.memories().open(DistilMemory.PRINCIPLES).startingWith("").stream()
                .map(entry -> entry.value())
                .filter(entry -> entry.getStatus() == EntryStatus.ACTIVE)
                .toList();
    }

    private static String claim(Principle principle) {
        return String.join(" ", principle.getConditions()) + " " + principle.getAction();
    }

    private static String right(int word) {
        return "call" + word % CALLS;
    }

    /** 0 where nothing was found: nothing false was. */
    private static double falseShare(Set<String> found, int planted) {
        long wrong = found.stream().filter(claim -> !isTrue(claim, planted)).count();
        return found.isEmpty() ? 0 : (double) wrong / found.size();
    }

    /** Narrower than need be is true, too: the call helps wherever the word stands. */
    private static boolean isTrue(String claim, int planted) {
        for (int word = 0; word < planted; word++) {
            if (claim.endsWith(" " + right(word))
                    && List.of(claim.split(" ", -1)).contains("word" + word)) {
                return true;
            }
        }
        return false;
    }

    private static double power(Set<String> found, int planted) {
        int hit = 0;
        for (int word = 0; word < planted; word++) {
            String one = "word" + word;
            String call = right(word);
            boolean any = found.stream()
                    .anyMatch(claim -> claim.endsWith(" " + call)
                            && List.of(claim.split(" ", -1)).contains(one));
            hit += any ? 1 : 0;
        }
        return (double) hit / planted;
    }
}

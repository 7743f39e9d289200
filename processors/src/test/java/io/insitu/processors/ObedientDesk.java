package io.insitu.processors;

import io.insitu.processors.distil.DistilConfig;
import io.insitu.processors.distil.DistilMemory;
import io.insitu.processors.distil.DistilStage;
import io.insitu.processors.recall.RecallConfig;
import io.insitu.processors.recall.RecallStage;
import io.insitu.processors.recall.RetrievalConfig;
import io.insitu.processors.recall.Retrieved;
import io.insitu.processors.recall.TaskQuery;
import io.insitu.processors.recall.TwoPhaseRetrieval;
import io.insitu.schemas.event.Principle;
import io.insitu.schemas.event.Tool;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A service desk with hidden rules and an agent that mostly does what its principles say and otherwise guesses. Shows
 * what learning by principles alone can reach, without a model in between.
 */
public final class ObedientDesk {
    private static final int INTENTS = 5;
    private static final int TIERS = 4;
    private static final int CATEGORIES = 5;
    private static final int OBJECTS = 8;
    private static final int RESOLUTIONS = 8;
    private static final double OBEDIENCE = 0.95;

    private final Random random;
    private final TwoPhaseRetrieval retrieval;
    private final DistilStage distil;
    private final RecallStage recall;
    private final MapMemory.All memories = new MapMemory.All();
    private final int[][] rules = new int[INTENTS][TIERS];
    private final Set<Integer> verified = new HashSet<>();
    private String renamed = "";
    private int attempts;

    public ObedientDesk(long seed, DistilConfig distilling, RecallConfig recalling, RetrievalConfig retrieving) {
        random = new Random(seed);
        retrieval = new TwoPhaseRetrieval(retrieving);
        distil = new DistilStage(distilling, memories);
        recall = new RecallStage(recalling, distilling, memories);
        for (int[] byTier : rules) {
            for (int tier = 0; tier < TIERS; tier++) {
                byTier[tier] = random.nextInt(RESOLUTIONS);
            }
        }
        verified.add(0);
        verified.add(1);
    }

    /** Success per group of four attempts, in order; the world changes half-way. */
    public double[] run(int groups) {
        double[] success = new double[groups];
        for (int group = 0; group < groups; group++) {
            if (group == groups / 2) {
                drift();
            }
            success[group] = group(group);
        }
        return success;
    }

    public List<Principle> principles() {
        return List.copyOf(memories.open(DistilMemory.PRINCIPLES).entries().values());
    }

    private void drift() {
        for (int[] byTier : rules) {
            for (int tier = 0; tier < TIERS; tier++) {
                if (random.nextBoolean()) {
                    byTier[tier] = (byTier[tier] + 1 + random.nextInt(RESOLUTIONS - 1)) % RESOLUTIONS;
                }
            }
        }
        verified.remove(1);
        verified.add(2);
        renamed = resolution(0);
    }

    private String resolution(int number) {
        String name = "resolve" + number;
        return name.equals(renamed) ? name + "b" : name;
    }

    private double group(int group) {
        int intent = random.nextInt(INTENTS);
        int tier = random.nextInt(TIERS);
        int category = random.nextInt(CATEGORIES);
        String object = "object" + random.nextInt(OBJECTS);
        List<Integer> options = new ArrayList<>(List.of(rules[intent][tier]));
        while (options.size() < 3) {
            int other = random.nextInt(RESOLUTIONS);
            if (!options.contains(other)) {
                options.add(other);
            }
        }
        List<String> names = options.stream().map(this::resolution).sorted().toList();
        List<StageFact> scored = new ArrayList<>();
        int successes = 0;
        for (int i = 0; i < 4; i++) {
            String id = "a" + attempts++;
            String[] terms = {"intent" + intent, "tier" + tier, object, "category" + category};
            Retrieved given =
                    retrieval.retrieve(new TaskQuery(id, Set.of(terms), Set.of()), principles(), List.<Tool>of());
            String choice = names.get(random.nextInt(3));
            boolean verifies = random.nextBoolean();
            for (Principle principle : given.principles()) {
                boolean obeys = random.nextDouble() < OBEDIENCE;
                if (obeys && names.contains(principle.getAction())) {
                    choice = principle.getAction();
                }
                verifies |= obeys && principle.getAction().equals("verify");
            }
            boolean success =
                    choice.equals(resolution(rules[intent][tier])) && (verifies || !verified.contains(category));
            successes += success ? 1 : 0;
            Facts.Attempted attempt = Facts.attempt(id, "task" + group, success)
                    .asking(String.join(" ", terms) + " options " + String.join(" ", names), terms)
                    .given(given.usedIds(), given.withheldIds())
                    .at(group)
                    .calling("lookup", "{\"object\":\"" + object + "\"}");
            if (verifies) {
                attempt.calling("verify", "{}");
            }
            scored.add(attempt.calling(choice, "{}").scored());
        }
        // Attempts of a group are scored together, when the last of them is over.
        for (StageFact fact : scored) {
            List<StageFact> distilled = distil.decide(fact);
            recall.decide(fact);
            distilled.forEach(recall::decide);
        }
        return successes / 4.0;
    }
}

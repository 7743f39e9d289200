package io.insitu.ops.evaluate;

import io.insitu.processors.Keys;
import io.insitu.processors.Memory;
import io.insitu.processors.distil.DistilConfig;
import io.insitu.processors.distil.DistilMemory;
import io.insitu.processors.recall.Lift;
import io.insitu.processors.recall.RecallConfig;
import io.insitu.processors.recall.RetrievalConfig;
import io.insitu.processors.recall.Retrieved;
import io.insitu.processors.recall.TaskQuery;
import io.insitu.processors.recall.TwoPhaseRetrieval;
import io.insitu.processors.recall.UtilityEstimator;
import io.insitu.processors.score.ScoreConfig;
import io.insitu.schemas.event.EntryStatus;
import io.insitu.schemas.event.Evidence;
import io.insitu.schemas.event.Tool;
import io.insitu.schemas.event.Utility;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Entries that are known to help or harm by so much, given and withheld by the real retrieval, credited by the real stages.
 * Agents follow what they are given the more, the easier their task is, so that success and following go together without
 * either causing the other; and where tasks are unequal, an entry for easy tasks meets success that is none of its doing. What an entry truly changes is known attempt by attempt: the chance of success with it less that
 * without it.
 */
final class SimulatedLifts {
    private static final int ENTRIES = 12;
    private static final int ATTEMPTS = 3_000;
    /** What following an entry does to the chance of success; about half of those who are given one follow it. */
    private static final double[] EFFECTS = {-0.3, -0.15, 0, 0, 0.15, 0.3};

    private SimulatedLifts() {}

    /**
     * How well each reading orders the entries: share of the pairs of different truth in the right order; and lift itself.
     *
     * @param withholdRate share of the uses that a draw withholds
     * @param unequal how far the chance of success of an entry's tasks may lie from that of others
     */
    static Map<String, Double> run(long seed, double withholdRate, double unequal) {
        RecallConfig shipped = RecallConfig.defaults();
        RecallConfig nothingRetires = new RecallConfig(
                shipped.alpha(),
                Integer.MAX_VALUE,
                0,
                Integer.MAX_VALUE,
                1,
                Integer.MAX_VALUE,
                shipped.ranking(),
                shipped.paceAlpha(),
                shipped.convergedPace(),
                shipped.convergedAttempts());
        LearningChain chain = new LearningChain(ScoreConfig.defaults(), DistilConfig.defaults(), nothingRetires);
        Memory<Tool> library = chain.memories().open(DistilMemory.TOOLS);
        for (int i = 0; i < ENTRIES; i++) {
            library.put(Keys.of(SimulatedRun.LINEAGE, name(i)), entry(i));
        }
        TwoPhaseRetrieval retrieval = new TwoPhaseRetrieval(
                new RetrievalConfig(0, 2, UtilityEstimator.FOLLOWED, 0, 0, 0, 0, withholdRate, withholdRate, 0, 1));
        SplittableRandom random = new SplittableRandom(seed);
        double[] easier = new double[ENTRIES];
        for (int i = 0; i < ENTRIES; i++) {
            easier[i] = unequal * (2 * random.nextDouble() - 1);
        }
        double[] changed = new double[ENTRIES];
        int[] met = new int[ENTRIES];
        for (int i = 0; i < ATTEMPTS; i++) {
            String id = "lifts-" + seed + "-" + i;
            int first = random.nextInt(ENTRIES);
            int second = (first + 1 + random.nextInt(ENTRIES - 1)) % ENTRIES;
            List<String> terms = List.of(name(first), name(second));
            Retrieved given =
                    retrieval.retrieve(new TaskQuery(id, Set.copyOf(terms), Set.of()), List.of(), tools(library));
            double ease = random.nextDouble();
            double without = 0.3 + 0.4 * ease + easier[first] + easier[second];
            SimulatedRun run = new SimulatedRun(id, "task" + i, String.join(" ", terms), terms)
                    .given(given.usedIds(), given.withheldIds())
                    .calling("work", "{}");
            double[] would = new double[2]; // what each of the two would do to this attempt, were it given
            boolean[] has = new boolean[2];
            double chance = without;
            for (int j = 0; j < 2; j++) {
                int entry = j == 0 ? first : second;
                boolean follows = random.nextDouble() < ease;
                has[j] = given.usedIds().contains(name(entry));
                would[j] = follows ? EFFECTS[entry % EFFECTS.length] : 0;
                chance += has[j] ? would[j] : 0;
                if (follows && has[j]) {
                    run.calling(name(entry), "{}");
                }
            }
            for (int j = 0; j < 2; j++) {
                double other = chance - (has[j] ? would[j] : 0);
                int entry = j == 0 ? first : second;
                changed[entry] += share(other + would[j]) - share(other);
                met[entry]++;
            }
            boolean success = random.nextDouble() < share(chance);
            chain.hear(run.ended(SimulatedRun.outcome(success), i + 1L));
        }
        double[] truth = new double[ENTRIES];
        for (int i = 0; i < ENTRIES; i++) {
            truth[i] = changed[i] / Math.max(1, met[i]);
        }
        return measured(library, truth);
    }

    private static Map<String, Double> measured(Memory<Tool> library, double[] truth) {
        List<Utility> utilities = new ArrayList<>();
        double error = 0;
        double covered = 0;
        for (int i = 0; i < ENTRIES; i++) {
            Tool tool = Objects.requireNonNull(library.get(Keys.of(SimulatedRun.LINEAGE, name(i))));
            utilities.add(tool.getUtility());
            Lift lift = Lift.of(tool.getUtility());
            error += Math.abs(lift.value() - truth[i]) / ENTRIES;
            covered += lift.low() <= truth[i] && truth[i] <= lift.high() ? 1.0 / ENTRIES : 0;
        }
        Map<String, Double> measured = new LinkedHashMap<>();
        for (UtilityEstimator reading : UtilityEstimator.values()) {
            measured.put(
                    "order" + reading,
                    inOrder(utilities.stream().map(reading::of).toList(), truth));
        }
        double lift = measured.getOrDefault("order" + UtilityEstimator.LIFT, 0.0);
        for (UtilityEstimator other :
                List.of(UtilityEstimator.FOLLOWED, UtilityEstimator.SHARED, UtilityEstimator.LAPLACE)) {
            measured.put("orderLIFTOver" + other, lift - measured.getOrDefault("order" + other, 0.0));
        }
        measured.put("liftError", error);
        measured.put("liftCovered", covered);
        return measured;
    }

    /** Share of the pairs with plainly different truths that are in the right order, ties half. */
    private static double inOrder(List<Double> said, double[] truth) {
        double right = 0;
        int pairs = 0;
        for (int i = 0; i < truth.length; i++) {
            for (int j = 0; j < truth.length; j++) {
                if (truth[i] > truth[j] + 0.03) { // halves of 0.15 apart, but for what chance did to the sample
                    pairs++;
                    int order = Double.compare(said.get(i), said.get(j));
                    right += order > 0 ? 1 : order == 0 ? 0.5 : 0;
                }
            }
        }
        return right / pairs;
    }

    private static List<Tool> tools(Memory<Tool> library) {
        return library.startingWith(Keys.prefix(SimulatedRun.LINEAGE)).stream()
                .map(Memory.Entry::value)
                .toList();
    }

    private static Tool entry(int number) {
        return Tool.newBuilder()
                .setId(name(number))
                .setLineage(SimulatedRun.LINEAGE)
                .setName(name(number))
                .setDescription("")
                .setConditions(List.of(name(number)))
                .setParameters(List.of())
                .setJsonSchema("{}")
                .setSteps(List.of())
                .setEvidence(new Evidence(0, 0, 0, 0, 1.0, List.of()))
                .setUtility(new Utility(0.5, 0, 0, 0, 0, 0, 0, 0.5))
                .setStatus(EntryStatus.ACTIVE)
                .setRevision(1)
                .setReason("")
                .setUpdatedMs(0)
                .setCauses(List.of())
                .build();
    }

    private static String name(int number) {
        return "entry" + number;
    }

    private static double share(double value) {
        return Math.max(0, Math.min(1, value));
    }
}

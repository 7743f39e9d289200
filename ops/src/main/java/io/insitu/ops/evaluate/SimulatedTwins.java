package io.insitu.ops.evaluate;

import io.insitu.processors.StageFact;
import io.insitu.processors.distil.DistilMemory;
import io.insitu.processors.recall.RetrievalConfig;
import io.insitu.processors.recall.TaskQuery;
import io.insitu.processors.recall.TwoPhaseRetrieval;
import io.insitu.processors.recall.UtilityEstimator;
import io.insitu.schemas.event.EntryStatus;
import io.insitu.schemas.event.Principle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Pairs of rules that agree on all but one input in twenty: what a topic calls for, and what it calls for where a rare word
 * stands beside it. Agents mostly do as they are told, and guess where nobody tells them. Is the rare rule still its own afterwards?
 */
final class SimulatedTwins {
    private static final int TOPICS = 6;
    private static final int ATTEMPTS = 4;
    private static final int WORDS = 8;
    private static final double OBEDIENCE = 0.9;

    /**
     * How a stream is made.
     *
     * @param tasks of each topic
     * @param rare share of them with the rare word; 0: there is none
     * @param hard share of them that fail whatever is done
     * @param words idle words of each, of {@value #WORDS}
     * @param excepts whether what is known of exceptions is heeded
     */
    record Stream(int tasks, double rare, double hard, int words, boolean excepts) {
        static final Stream PLAIN = new Stream(240, 0.05, 0, 0, true);
        static final Stream NOISY = new Stream(240, 0.05, 0.15, 2, true);
        static final Stream NOISY_LONG = new Stream(720, 0.05, 0.15, 2, true);
        static final Stream NOTHING_RARE = new Stream(720, 0, 0.15, 2, true);

        /** The same without heed to exceptions. */
        Stream blind() {
            return new Stream(tasks, rare, hard, words, false);
        }
    }

    private final LearningChain chain = new LearningChain();
    private final RetrievalConfig shipped = RetrievalConfig.defaults();
    private final Stream stream;
    private final Map<String, Double> measured = new LinkedHashMap<>();
    private final int[] won = new int[2];
    private final int[] tried = new int[2];

    private SimulatedTwins(Stream stream) {
        this.stream = stream;
    }

    /**
     * Shares of the topics: answered right, and answered as if it were the other; the rest is answered by nothing. Shares of the
     * attempts in the second half that succeed. How many principles were merged into a wider one, rightly and wrongly, and how
     * many words were called exceptions, rightly and wrongly.
     */
    static Map<String, Double> run(long seed, Stream stream) {
        SimulatedTwins twins = new SimulatedTwins(stream);
        twins.live(seed);
        twins.answered();
        return twins.measured;
    }

    private void live(long seed) {
        TwoPhaseRetrieval retrieval = new TwoPhaseRetrieval(shipped);
        SplittableRandom random = new SplittableRandom(seed);
        for (String name : List.of("mergesRight", "mergesWrong", "exceptionsRight", "exceptionsWrong", "doubtsWrong")) {
            measured.put(name, 0.0);
        }
        for (int task = 0; task < TOPICS * stream.tasks(); task++) {
            int topic = random.nextInt(TOPICS);
            List<String> terms = new ArrayList<>(List.of("topic" + topic));
            boolean isRare = random.nextDouble() < stream.rare();
            if (isRare) {
                terms.add("rare" + topic);
            }
            int word = random.nextInt(WORDS);
            for (int i = 0; i < stream.words(); i++) {
                terms.add("word" + (word + i * 3) % WORDS);
            }
            boolean isHard = random.nextDouble() < stream.hard();
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                String id = "twins-" + seed + "-" + task + "/" + attempt;
                var given = retrieval.retrieve(new TaskQuery(id, Set.copyOf(terms), Set.of()), principles(), List.of());
                boolean obeys = random.nextDouble() < OBEDIENCE;
                boolean guess = random.nextBoolean();
                String choice = given.principles().stream()
                        .map(Principle::getAction)
                        .filter(action -> obeys)
                        .filter(action -> action.equals(usual(topic)) || action.equals(rare(topic)))
                        .findFirst()
                        .orElse(guess ? usual(topic) : rare(topic));
                SimulatedRun run = new SimulatedRun(
                                id,
                                "twins-task" + task,
                                String.join(" ", terms) + " options " + usual(topic) + " " + rare(topic),
                                terms)
                        .ofGroup(ATTEMPTS)
                        .given(given.usedIds(), given.withheldIds())
                        .calling(choice, "{}");
                boolean success = !isHard && choice.equals(isRare ? rare(topic) : usual(topic));
                if (task >= TOPICS * stream.tasks() / 2) {
                    tried[isRare ? 1 : 0]++;
                    won[isRare ? 1 : 0] += success ? 1 : 0;
                }
                chain.hear(run.ended(SimulatedRun.outcome(success), task + 1L)).forEach(this::note);
            }
        }
        measured.put("usualSuccess", (double) won[0] / tried[0]);
        if (tried[1] > 0) {
            measured.put("rareSuccess", (double) won[1] / tried[1]);
        }
    }

    private void note(StageFact fact) {
        if (fact instanceof StageFact.PrincipleChanged changed
                && changed.principle().getStatus() == EntryStatus.RETIRED
                && changed.principle().getReason().startsWith("merged into")) {
            // Wrong is a wider rule that tells a whole topic what is right beside the rare word only.
            boolean wrong = changed.principle().getReason().matches("merged into \"when topic\\d do other.*");
            measured.merge(wrong ? "mergesWrong" : "mergesRight", 1.0, Double::sum);
        }
    }

    private void answered() {
        TwoPhaseRetrieval all = new TwoPhaseRetrieval(
                new RetrievalConfig(shipped.maxPrinciples(), 0, UtilityEstimator.FOLLOWED, 0, 0, 0, 0, 0, 0, 0, 1));
        for (Principle one : principles()) {
            one.getExceptions().forEach(exception -> {
                boolean right = exception.getTerm().startsWith("rare")
                        && one.getAction().startsWith("usual");
                String name =
                        right ? "exceptionsRight" : exception.getEstablished() ? "exceptionsWrong" : "doubtsWrong";
                measured.merge(name, 1.0, Double::sum);
            });
        }
        for (int topic = 0; topic < TOPICS; topic++) {
            String usual = first(all, Set.of("topic" + topic));
            count("usualRight", usual.equals(usual(topic)));
            count("usualMerged", usual.equals(rare(topic)));
            if (stream.rare() > 0) {
                String rare = first(all, Set.of("topic" + topic, "rare" + topic));
                count("rareRight", rare.equals(rare(topic)));
                count("rareMerged", rare.equals(usual(topic)));
            }
        }
    }

    private void count(String name, boolean claim) {
        measured.merge(name, claim ? 1.0 / TOPICS : 0, Double::sum);
    }

    private String first(TwoPhaseRetrieval retrieval, Set<String> terms) {
        return retrieval
                .retrieve(new TaskQuery("probe", terms, Set.of()), principles(), List.of())
                .principles()
                .stream()
                .map(Principle::getAction)
                .findFirst()
                .orElse("");
    }

    private List<Principle> principles() {
        return chain.memories().open(DistilMemory.PRINCIPLES).startingWith("").stream()
                .map(entry -> entry.value())
                .filter(entry -> entry.getStatus() == EntryStatus.ACTIVE)
                .map(entry -> stream.excepts() || entry.getExceptions().isEmpty()
                        ? entry
                        : Principle.newBuilder(entry).setExceptions(List.of()).build())
                .toList();
    }

    private static String usual(int topic) {
        return "usual" + topic;
    }

    private static String rare(int topic) {
        return "other" + topic;
    }
}

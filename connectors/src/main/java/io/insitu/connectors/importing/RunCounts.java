package io.insitu.connectors.importing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.schemas.event.DeadLetterReason;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** How often each task was tried and passed, and how long the runs were: what benchmarks of agents count alike. */
public final class RunCounts {
    private static final int MOST_TASKS = 200_000;

    private final Map<String, Trials> byTask = new LinkedHashMap<>();
    private final TreeMap<Integer, Integer> runsByMessages = new TreeMap<>();
    private double rewardSum;
    private int runs;
    private long messages;

    /** Attempts at one task. */
    private static final class Trials {
        private int tried;
        private int passed;
    }

    /**
     * @throws UnusableException when there are more tasks than can be told apart
     */
    public void add(String task, boolean passed, double reward, int messagesOfRun) {
        String name = Words.shortened(task);
        if (byTask.size() >= MOST_TASKS && !byTask.containsKey(name)) {
            throw new UnusableException(
                    DeadLetterReason.LIMIT_REACHED, "more than " + MOST_TASKS + " tasks are not counted together");
        }
        Trials trials = byTask.computeIfAbsent(name, first -> new Trials());
        trials.tried++;
        trials.passed += passed ? 1 : 0;
        rewardSum += reward;
        runs++;
        messages += messagesOfRun;
        runsByMessages.merge(messagesOfRun, 1, Integer::sum);
    }

    public int runs() {
        return runs;
    }

    public long messages() {
        return messages;
    }

    public int tasks() {
        return byTask.size();
    }

    /** The counts about tasks and rewards. */
    public void putTasks(ObjectNode stats) {
        stats.put("records", runs);
        stats.put("tasks", byTask.size());
        stats.set("trials_per_task", trialsPerTask());
        stats.put("reward_sum", rounded(rewardSum, 4));
        stats.put("mean_reward", runs == 0 ? 0.0 : rounded(rewardSum / runs, 4));
        stats.set("pass_hat_k", passHatK());
        long allPass = byTask.values().stream()
                .filter(task -> task.passed == task.tried)
                .count();
        long allFail = byTask.values().stream().filter(task -> task.passed == 0).count();
        stats.put("groups_all_pass", allPass);
        stats.put("groups_all_fail", allFail);
        stats.put("groups_mixed", byTask.size() - allPass - allFail);
        stats.put("messages", messages);
    }

    /** The counts about the length of runs. */
    public void putLengths(ObjectNode stats) {
        ObjectNode spread = stats.putObject("messages_per_record");
        if (runs > 0) {
            spread.put("min", runsByMessages.firstKey());
            spread.put("p50", lengthAt((runs + 1) / 2));
            spread.put("p90", lengthAt((int) ((9L * runs + 9) / 10)));
            spread.put("max", runsByMessages.lastKey());
            spread.put("mean", rounded((double) messages / runs, 2));
        }
    }

    /** The length at this place, from 1, of all lengths in order. */
    private int lengthAt(int place) {
        int seen = 0;
        for (Map.Entry<Integer, Integer> length : runsByMessages.entrySet()) {
            seen += length.getValue();
            if (seen >= place) {
                return length.getKey();
            }
        }
        return 0;
    }

    private ObjectNode trialsPerTask() {
        Map<Integer, Integer> tasksByTrials = new TreeMap<>();
        byTask.values().forEach(task -> tasksByTrials.merge(task.tried, 1, Integer::sum));
        ObjectNode trials = JsonNodeFactory.instance.objectNode();
        tasksByTrials.forEach((count, tasks) -> trials.put(String.valueOf(count), tasks));
        return trials;
    }

    /** Mean over the tasks of C(c,k)/C(n,k), for each k that every task has trials for. */
    private ObjectNode passHatK() {
        ObjectNode passes = JsonNodeFactory.instance.objectNode();
        int most = byTask.values().stream().mapToInt(task -> task.tried).min().orElse(0);
        for (int k = 1; k <= Math.min(most, 100); k++) { // a file of one task may hold any number of trials
            double sum = 0;
            for (Trials task : byTask.values()) {
                sum += drawn(task.passed, task.tried, k);
            }
            passes.put(String.valueOf(k), rounded(sum / byTask.size(), 4));
        }
        return passes;
    }

    /** C(c,k)/C(n,k): the chance that k of n trials, drawn without putting back, are all among the c good ones. */
    private static double drawn(int good, int trials, int k) {
        double chance = 1;
        for (int i = 0; i < k; i++) {
            chance *= Math.max(0, good - i) / (double) (trials - i);
        }
        return chance;
    }

    /** Unicode characters of a text; 0 of anything else. */
    public static long codePoints(JsonNode text) {
        String content = text.textValue();
        return content == null ? 0 : content.codePointCount(0, content.length());
    }

    /** As Python's round: half to even, on the exact value of the double. */
    public static double rounded(double value, int places) {
        return new BigDecimal(value).setScale(places, RoundingMode.HALF_EVEN).doubleValue();
    }
}

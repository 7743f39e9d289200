package io.insitu.trainer.worker;

import io.insitu.schemas.event.DeadLetterReason;
import io.insitu.schemas.event.Method;
import io.insitu.schemas.event.Sample;
import io.insitu.schemas.event.TrainingBatch;
import io.insitu.trainer.run.Attempt;
import io.insitu.trainer.run.SelfImitation;
import io.insitu.trainer.step.Example;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a method makes of a batch's samples: each by itself, pairs of one task, or measured against what groups reach. */
final class BatchAttempts {
    private static final String NAMED = "sample ";

    private BatchAttempts() {}

    static List<Attempt> of(TrainingBatch batch, BatchExamples read, Objectives objectives)
            throws RefusedBatchException {
        List<Attempt> attempts = switch (batch.getMethod()) {
            case DPO -> pairs(read.samples(), read.examples());
            case GRPO -> judged(batch.getNumber(), read, objectives);
            default -> alone(read);
        };
        if (attempts.isEmpty()) {
            throw new RefusedBatchException(
                    DeadLetterReason.INVALID_FIELD,
                    batch.getMethod() == Method.DPO
                            ? "samples: no task has a success and a failure to pair"
                            : "samples: none is better or worse than its group");
        }
        return attempts;
    }

    private static List<Attempt> alone(BatchExamples read) {
        List<Attempt> attempts = new ArrayList<>();
        for (int i = 0; i < read.examples().size(); i++) {
            attempts.add(
                    Attempt.of(read.examples().get(i)).named(name(read.samples().get(i))));
        }
        return attempts;
    }

    /** Each token by its own step, where the batch says what the steps were worth. */
    private static Example credited(Example example, Sample sample) {
        if (sample.getReplayed() || sample.getCredits().isEmpty()) {
            return example;
        }
        float[] credits = new float[sample.getCredits().size()];
        for (int t = 0; t < credits.length; t++) {
            credits[t] = sample.getCredits().get(t);
        }
        return example.withCredits(credits);
    }

    private static String name(Sample sample) {
        return NAMED + sample.getTrajectoryId();
    }

    /** Of an attempt that was named here. */
    static String trajectoryId(String name) {
        return name.substring(NAMED.length());
    }

    /** The first success of a task with its first failure, the second with the second. */
    private static List<Attempt> pairs(List<Sample> samples, List<Example> examples) {
        Map<String, List<Example>> good = new LinkedHashMap<>();
        Map<String, List<Example>> bad = new LinkedHashMap<>();
        for (int i = 0; i < examples.size(); i++) {
            Map<String, List<Example>> side = samples.get(i).getReward() > 0 ? good : bad;
            if (examples.get(i).targets() > 0) {
                side.computeIfAbsent(samples.get(i).getTaskId(), task -> new ArrayList<>())
                        .add(examples.get(i));
            }
        }
        List<Attempt> pairs = new ArrayList<>();
        good.forEach((task, chosen) -> {
            List<Example> rejected = bad.getOrDefault(task, List.of());
            for (int i = 0; i < Math.min(chosen.size(), rejected.size()); i++) {
                pairs.add(Attempt.of(chosen.get(i), rejected.get(i)));
            }
        });
        return pairs;
    }

    /**
     * Fresh samples keep the advantage of their group, step by step where it is known. A replayed success is measured against what groups reach by now, and
     * weighs little in the first batches.
     */
    private static List<Attempt> judged(int number, BatchExamples read, Objectives objectives) {
        Map<String, Double> rates = new LinkedHashMap<>(); // one for each task, however many attempts at it are here
        read.samples().stream()
                .filter(sample -> !sample.getReplayed())
                .forEach(sample -> rates.put(sample.getTaskId(), sample.getGroupSuccessRate()));
        double usual = rates.isEmpty() // nothing fresh: nothing to be better than
                ? 1
                : SelfImitation.median(
                        rates.values().stream().mapToDouble(Double::doubleValue).toArray());
        double weight = SelfImitation.weight(number, objectives.replayWarmUp());
        List<Attempt> attempts = new ArrayList<>();
        for (int i = 0; i < read.examples().size(); i++) {
            Sample sample = read.samples().get(i);
            double reward = sample.getReward() > 0 ? 1 : 0;
            double advantage = sample.getReplayed() ? reward - usual : sample.getAdvantage();
            if (sample.getReplayed() ? advantage > 0 && weight > 0 : advantage != 0) {
                Example example = credited(read.examples().get(i).withAdvantage(advantage), sample);
                Attempt attempt =
                        new Attempt(List.of(example), reward, sample.getGroupSuccessRate()).named(name(sample));
                attempts.add(
                        sample.getReplayed()
                                ? attempt.with(List.of(example.weighing(weight)))
                                        .again()
                                : attempt);
            }
        }
        return attempts;
    }
}

package io.insitu.ops.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.ops.UserError;
import io.insitu.schemas.model.ModelConfig;
import io.insitu.trainer.engine.cpu.CpuEngines;
import io.insitu.trainer.engine.cpu.GemmCeiling;
import io.insitu.trainer.loss.MaskedSft;
import io.insitu.trainer.step.BaseModel;
import io.insitu.trainer.step.Example;
import io.insitu.trainer.step.LearningRate;
import io.insitu.trainer.step.LoraSpec;
import io.insitu.trainer.step.LoraTraining;
import io.insitu.trainer.step.Optimization;
import io.insitu.trainer.step.Parallelism;
import io.insitu.trainer.step.StepWork;
import io.insitu.trainer.step.TrainingMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Training steps and large matrix products, taking turns, so that what else runs on the machine slows both alike: on a
 * shared machine only the ratio means anything.
 *
 * @param sequences of {@link #SEQUENCE} tokens in a step, every token a target
 */
record TrainMeasure(ModelConfig config, int threads, int sequences, int steps) {
    static final int RANK = 8;
    static final int SEQUENCE = 256;

    private static final int WARM_UP = 2;

    /** Operations of one product of {@link GemmCeiling}. */
    private static final double PRODUCT = 2.0 * 1024 * 1024 * 1024;

    /**
     * @param beside threads of another process that is busy in a second round; 0: no second round
     * @param peft who takes the same steps in turn with ours; null: nobody
     */
    ObjectNode run(int beside, @Nullable PeftPeer peft) {
        Parallelism parallelism = Parallelism.of(threads);
        LoraSpec spec = LoraSpec.everywhere(RANK, 2 * RANK);
        ObjectNode node = new ObjectMapper().createObjectNode();
        node.put("threads", threads);
        node.put("sequence", SEQUENCE);
        node.put("tokensPerStep", sequences * SEQUENCE);
        node.put("rank", RANK);
        node.put("flopPerToken", work());
        try (BaseModel base = BaseModel.fresh(new CpuEngines(), config, 1);
                LoraTraining training = LoraTraining.fresh(
                        base, spec, 1, new MaskedSft(), Optimization.lora(LearningRate.constant(1e-4)), parallelism);
                GemmCeiling ceiling = new GemmCeiling(threads)) {
            Rounds quiet = rounds(training, ceiling, peft, WARM_UP);
            quiet.tell(node, work());
            if (peft != null) {
                ObjectNode peer = node.putObject("peft");
                peer.put("versions", peft.versions());
                peer.put("microBatch", peft.microBatch());
                quiet.tellOfPeer(peer);
            }
            if (beside > 0) {
                try (BusyProcess neighbour = BusyProcess.start(beside)) {
                    Rounds busy = rounds(training, ceiling, null, 1);
                    if (!neighbour.busy()) {
                        throw new UserError("the busy process ended by itself: nothing was measured beside it");
                    }
                    ObjectNode besides = node.putObject("besideBusyProcess");
                    besides.put("busyThreads", beside);
                    busy.tell(besides, work());
                    besides.put("perCpuSecondOfQuiet", busy.trained(true) / quiet.trained(true));
                    besides.put("perSecondOfQuiet", busy.trained(false) / quiet.trained(false));
                }
            }
        }
        node.put("peakMb", Timed.peakMb());
        long stated = TrainingMemory.of(config, spec, parallelism, sequences * SEQUENCE, SEQUENCE)
                .total();
        node.put("statedMb", stated >> 20);
        return node;
    }

    private double work() {
        return StepWork.perToken(config, RANK, SEQUENCE);
    }

    /** Half as many operations in products as in the step they stand beside. */
    private int times() {
        return (int) Math.max(4, work() * sequences * SEQUENCE / PRODUCT / threads / 2);
    }

    private Rounds rounds(LoraTraining training, GemmCeiling ceiling, @Nullable PeftPeer peft, int warmUp) {
        List<Example> batch = batch(config, sequences);
        Rounds rounds = new Rounds(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int i = -warmUp; i < steps; i++) {
            Timed product = Timed.of(() -> ceiling.run(times()));
            Timed step = Timed.of(() -> training.step(batch).tokens());
            if (peft != null) {
                Timed theirs = peft.step();
                if (i >= 0) {
                    rounds.peers().add(theirs);
                }
            }
            if (i >= 0) {
                rounds.products().add(product);
                rounds.steps().add(step);
            }
        }
        return rounds;
    }

    static List<Example> batch(ModelConfig config, int sequences) {
        SplittableRandom random = new SplittableRandom(1);
        List<Example> batch = new ArrayList<>();
        for (int i = 0; i < sequences; i++) {
            float[] weights = new float[SEQUENCE];
            Arrays.fill(weights, 1);
            batch.add(
                    Example.imitate(random.ints(SEQUENCE, 0, config.vocabSize()).toArray(), weights));
        }
        return batch;
    }

    /** Steps, each with the products before it; medians, because a neighbour's burst is no property of ours. */
    private record Rounds(List<Timed> products, List<Timed> steps, List<Timed> peers) {
        double trained(boolean cpu) {
            return median(steps, cpu);
        }

        void tell(ObjectNode node, double work) {
            double[] shares = new double[steps.size()];
            for (int i = 0; i < shares.length; i++) {
                shares[i] = steps.get(i).perCpuSecond() * work / products.get(i).perCpuSecond();
            }
            node.put("tokensPerCpuSecond", trained(true));
            node.put("tokensPerSecond", trained(false));
            node.put("gemmGflopsPerCpuSecond", median(products, true) / 1e9);
            node.put("gemmGflopsPerSecond", median(products, false) / 1e9);
            node.put("ceilingTokensPerCpuSecond", median(products, true) / work);
            node.put("shareOfCeiling", median(shares));
            node.put("shareOfCeilingLow", Arrays.stream(shares).min().orElse(0));
            node.put("shareOfCeilingHigh", Arrays.stream(shares).max().orElse(0));
        }

        void tellOfPeer(ObjectNode node) {
            node.put("tokensPerCpuSecond", median(peers, true));
            node.put("tokensPerSecond", median(peers, false));
            double[] timesAsFast = new double[steps.size()];
            for (int i = 0; i < timesAsFast.length; i++) {
                timesAsFast[i] = steps.get(i).perCpuSecond() / peers.get(i).perCpuSecond();
            }
            MedianInterval cpu = MedianInterval.of(new Percentiles(timesAsFast));
            node.put("timesPerCpuSecond", median(timesAsFast));
            node.put("timesPerCpuSecondLow", cpu.low());
            node.put("timesPerCpuSecondHigh", cpu.high());
            node.put("timesPerSecond", trained(false) / median(peers, false));
        }

        private static double median(List<Timed> timed, boolean cpu) {
            return median(timed.stream()
                    .mapToDouble(cpu ? Timed::perCpuSecond : Timed::perSecond)
                    .toArray());
        }

        private static double median(double[] values) {
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            int middle = sorted.length / 2;
            return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        }
    }
}

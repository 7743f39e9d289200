package io.insitu.trainer.step;

import io.insitu.trainer.engine.Mat;
import io.insitu.trainer.engine.Memory;
import io.insitu.trainer.engine.Vectors;
import io.insitu.trainer.loss.Loss;
import io.insitu.trainer.loss.LossTally;
import io.insitu.trainer.loss.Target;
import io.insitu.trainer.loss.TokenLoss;
import io.insitu.trainer.model.Decoder;
import io.insitu.trainer.model.ParameterSpace;
import io.insitu.trainer.model.Weights;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Gradients of a batch over several threads. Every shard has its own gradient; they are summed in the order of the shards,
 * so the sum is the same, bit for bit, on one thread or on many. A shard that is summed gives its memory back: there are
 * never more of them than twice the threads.
 */
final class Gradients implements AutoCloseable {
    private final Vectors vectors;
    private final ParameterSpace space;
    private final int shardTokens;
    private final Lanes lanes;
    private final Memory sum;
    private final int most;
    private final List<Memory> memories = new ArrayList<>();
    private final Deque<Memory> idle = new ArrayDeque<>();

    /** The gradient as one vector, valid until the next call, and what the loss saw. */
    record Sum(Mat gradient, LossTally tally) {}

    /** A shard whose gradient is being computed. */
    private record Running(Memory memory, LossTally tally, Future<?> done) {}

    /** @param open gives each lane its own view of what learns */
    Gradients(Weights weights, ParameterSpace space, Parallelism parallelism, Supplier<Decoder> open) {
        this.space = space;
        this.shardTokens = parallelism.shardTokens();
        this.vectors = weights.vectors();
        this.lanes = weights.oneLane() ? Lanes.inline(open) : Lanes.of(parallelism.threads(), open);
        this.sum = vectors.allocate(space.size());
        this.most = weights.oneLane() ? 1 : 2 * parallelism.threads();
    }

    Vectors vectors() {
        return vectors;
    }

    /** Gradient of the mean of a loss over a batch. */
    Sum of(List<Example> batch, Loss loss) {
        List<Shard> shards = Shard.split(batch, loss.together(), shardTokens);
        long targets = shards.stream().mapToLong(s -> s.targets().count()).sum();
        long parts = loss.parts(targets, batch.size());
        Mat total = vector(sum);
        vectors.zero(total);
        LossTally tally = new LossTally();
        Deque<Running> running = new ArrayDeque<>();
        int summed = 0;
        for (Shard shard : shards) {
            if (running.size() == most) {
                add(running.remove(), summed++ == 0, total, tally);
            }
            Memory memory = memory();
            LossTally own = new LossTally();
            running.add(new Running(memory, own, lanes.submit(lane -> {
                lane.gradient(shard.packed(), judge(shard, loss, parts, own), memory);
                return memory;
            })));
        }
        while (!running.isEmpty()) {
            add(running.remove(), summed++ == 0, total, tally);
        }
        return new Sum(total, tally);
    }

    private void add(Running shard, boolean first, Mat total, LossTally tally) {
        Lanes.await(shard.done());
        if (first) {
            vectors.copy(vector(shard.memory()), total);
        } else {
            vectors.add(vector(shard.memory()), total);
        }
        tally.add(shard.tally());
        idle.add(shard.memory());
    }

    private Memory memory() {
        if (idle.isEmpty()) {
            memories.add(vectors.allocate(space.size()));
            return memories.get(memories.size() - 1);
        }
        return idle.remove();
    }

    private static Decoder.Judge judge(Shard shard, Loss loss, long parts, LossTally tally) {
        return logProbs -> {
            TokenLoss.Coefficients coefficients = loss.of(shard.targets(), logProbs, tally);
            return (target, logProb, top, entropy) -> {
                tally.seen(entropy, top);
                compare(shard.targets().get(target), logProb, tally);
                return (float) (coefficients.of(target, logProb) / parts);
            };
        };
    }

    private static void compare(Target target, float logProb, LossTally tally) {
        if (!Float.isNaN(target.referenceLogProb())) {
            tally.compared(target.referenceLogProb(), logProb);
        }
    }

    /** What a loss says about a batch, without learning from it. */
    LossTally judge(List<Example> batch, Loss loss) {
        LossTally total = new LossTally();
        List<Shard> shards = Shard.split(batch, loss.together(), shardTokens);
        List<float[]> logProbs = ofShards(shards, false);
        for (int s = 0; s < shards.size(); s++) {
            Shard shard = shards.get(s);
            float[] own = logProbs.get(s);
            TokenLoss.Coefficients coefficients = loss.of(shard.targets(), () -> own, total);
            for (int i = 0; i < own.length; i++) {
                double ignored = coefficients.of(i, own[i]);
                compare(shard.targets().get(i), own[i], total);
            }
        }
        return total;
    }

    /** The log-probabilities of each example's targets, with what learns or without it. */
    List<float[]> logProbs(List<Example> examples, boolean reference) {
        List<Shard> shards = Shard.split(examples, 1, shardTokens);
        List<float[]> ofShards = ofShards(shards, reference);
        List<float[]> result = new ArrayList<>();
        for (int s = 0; s < shards.size(); s++) {
            int[] starts = shards.get(s).targets().starts();
            for (int e = 0; e + 1 < starts.length; e++) {
                result.add(Arrays.copyOfRange(ofShards.get(s), starts[e], starts[e + 1]));
            }
        }
        return result;
    }

    private List<float[]> ofShards(List<Shard> shards, boolean reference) {
        List<Future<float[]>> running = new ArrayList<>();
        for (Shard shard : shards) {
            running.add(lanes.submit(lane -> lane.logProbs(shard.packed(), reference)));
        }
        return running.stream().map(Lanes::await).toList();
    }

    float[] logits(Example example, boolean reference) {
        Shard shard = Shard.pack(List.of(example));
        return Lanes.await(lanes.submit(lane -> lane.logits(shard.packed(), reference)));
    }

    private Mat vector(Memory memory) {
        return ParameterSpace.vector(memory, 0, space.size());
    }

    @Override
    public void close() {
        if (!lanes.close()) {
            return; // a shard still computes: leave its memory alone rather than pull it away
        }
        sum.close();
        memories.forEach(Memory::close);
        vectors.close();
    }
}

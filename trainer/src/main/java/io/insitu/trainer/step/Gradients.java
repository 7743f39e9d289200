package io.insitu.trainer.step;

import io.insitu.trainer.engine.Arena;
import io.insitu.trainer.engine.Engine;
import io.insitu.trainer.engine.EngineProvider;
import io.insitu.trainer.engine.Mat;
import io.insitu.trainer.engine.Memory;
import io.insitu.trainer.loss.LossTally;
import io.insitu.trainer.loss.TokenLoss;
import io.insitu.trainer.model.Decoder;
import io.insitu.trainer.model.ParameterSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * Gradients of a batch over several threads. Every shard has its own gradient; they are summed in the order of the shards,
 * so the sum is the same, bit for bit, on one thread or on many.
 */
final class Gradients implements AutoCloseable {
    private final Engine engine;
    private final ParameterSpace space;
    private final int shardTokens;
    private final ExecutorService pool;
    private final LinkedBlockingQueue<Lane> lanes = new LinkedBlockingQueue<>();
    private final List<Memory> memories = new ArrayList<>();

    /** What one thread needs for itself. */
    private record Lane(Engine engine, Arena arena, Decoder decoder) {}

    /** The gradient as one vector, valid until the next call, and what the loss saw. */
    record Sum(Mat gradient, LossTally tally) {}

    Gradients(
            EngineProvider engines,
            ParameterSpace space,
            Parallelism parallelism,
            BiFunction<Engine, Arena, Decoder> decoders) {
        this.space = space;
        this.shardTokens = parallelism.shardTokens();
        this.engine = engines.open();
        for (int i = 0; i < parallelism.threads(); i++) {
            Engine own = engines.open();
            Arena arena = new Arena(own);
            lanes.add(new Lane(own, arena, decoders.apply(own, arena)));
        }
        pool = Executors.newFixedThreadPool(parallelism.threads(), task -> {
            Thread thread = new Thread(task, "insitu-trainer");
            thread.setDaemon(true);
            return thread;
        });
    }

    Engine engine() {
        return engine;
    }

    /** Gradient of the mean of a loss over all targets of a batch. */
    Sum of(List<Example> batch, TokenLoss loss) {
        List<Shard> shards = Shard.split(batch, shardTokens);
        long targets = shards.stream().mapToLong(s -> s.targets().size()).sum();
        while (memories.size() < shards.size()) {
            memories.add(engine.allocate(space.size()));
        }
        List<LossTally> tallies = new ArrayList<>();
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < shards.size(); i++) {
            Shard shard = shards.get(i);
            Memory memory = memories.get(i);
            LossTally tally = new LossTally();
            tallies.add(tally);
            running.add(pool.submit(() -> work(shard, memory, loss, targets, tally)));
        }
        await(running);
        Mat sum = ParameterSpace.vector(memories.get(0), 0, space.size());
        LossTally total = new LossTally();
        for (int i = 0; i < shards.size(); i++) {
            if (i > 0) {
                engine.add(ParameterSpace.vector(memories.get(i), 0, space.size()), sum);
            }
            total.add(tallies.get(i));
        }
        return new Sum(sum, total);
    }

    /** What a loss says about a batch, without learning from it. */
    LossTally judge(List<Example> batch, TokenLoss loss) {
        LossTally total = new LossTally();
        for (Shard shard : Shard.split(batch, shardTokens)) {
            float[] logProbs = onLane(lane -> lane.decoder().logProbs(shard.packed()));
            for (int i = 0; i < logProbs.length; i++) {
                double ignored = loss.coefficient(shard.targets().get(i), logProbs[i], total);
            }
        }
        return total;
    }

    float[] logits(Example example) {
        return onLane(lane -> lane.decoder().logits(Shard.pack(List.of(example)).packed()));
    }

    private void work(Shard shard, Memory memory, TokenLoss loss, long targets, LossTally tally) {
        onLane(lane -> {
            lane.engine().zero(ParameterSpace.vector(memory, 0, space.size()));
            lane.decoder()
                    .gradient(
                            shard.packed(),
                            (target, logProb, top) -> {
                                if (top) {
                                    tally.top();
                                }
                                double c = loss.coefficient(shard.targets().get(target), logProb, tally);
                                return (float) (c / targets);
                            },
                            memory);
            return memory;
        });
    }

    private interface Work<T> {
        T on(Lane lane);
    }

    private <T> T onLane(Work<T> work) {
        Lane lane = lanes.remove(); // there are as many lanes as threads
        try {
            return work.on(lane);
        } finally {
            lanes.add(lane);
        }
    }

    private static void await(List<Future<?>> running) {
        try {
            for (Future<?> future : running) {
                future.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a shard failed: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while training", e);
        }
    }

    @Override
    public void close() {
        pool.shutdown();
        try {
            if (!pool.awaitTermination(1, TimeUnit.MINUTES)) {
                return; // a shard still computes: leave its memory alone rather than pull it away
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        memories.forEach(Memory::close);
        for (Lane lane : lanes) {
            lane.arena().close();
            lane.engine().close();
        }
        engine.close();
    }
}

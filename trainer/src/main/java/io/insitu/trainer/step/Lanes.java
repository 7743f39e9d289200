package io.insitu.trainer.step;

import io.insitu.trainer.engine.Arena;
import io.insitu.trainer.engine.Engine;
import io.insitu.trainer.engine.EngineProvider;
import io.insitu.trainer.model.Decoder;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Threads, and for each of them an engine, an arena and a view of the model. */
final class Lanes {
    /** The one used last is used next: where few work at once, few have memory. */
    private final Deque<Lane> free = new ConcurrentLinkedDeque<>();

    private final ExecutorService pool;

    /** What one thread needs for itself. */
    record Lane(Engine engine, Arena arena, Decoder decoder, Decoder base) {
        Decoder decoder(boolean reference) {
            return reference ? base : decoder;
        }
    }

    /** Something to do on any one lane. */
    interface Work<T> {
        T on(Lane lane);
    }

    Lanes(EngineProvider engines, int threads, Gradients.Decoders decoders) {
        for (int i = 0; i < threads; i++) {
            Engine own = engines.open();
            Arena arena = new Arena(own);
            free.add(new Lane(own, arena, decoders.of(own, arena, false), decoders.of(own, arena, true)));
        }
        pool = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "insitu-trainer");
            thread.setDaemon(true);
            return thread;
        });
    }

    <T> Future<T> submit(Work<T> work) {
        return pool.submit(() -> {
            Lane lane = free.pop(); // there are as many lanes as threads
            try {
                return work.on(lane);
            } finally {
                free.push(lane);
            }
        });
    }

    static <T> T await(Future<T> running) {
        try {
            return running.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a shard failed: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while training", e);
        }
    }

    /** Ends what runs and frees what it used; false when something still runs and nothing was freed. */
    boolean close() {
        pool.shutdown();
        try {
            if (!pool.awaitTermination(1, TimeUnit.MINUTES)) {
                return false;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        for (Lane lane : free) {
            lane.arena().close();
            lane.engine().close();
        }
        return true;
    }
}

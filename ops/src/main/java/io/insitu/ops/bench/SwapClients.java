package io.insitu.ops.bench;

import io.insitu.connectors.serving.Answer;
import io.insitu.connectors.serving.Ask;
import io.insitu.connectors.serving.ContinuousBatching;
import io.insitu.connectors.serving.Generated;
import io.insitu.connectors.serving.SamplingOptions;
import io.insitu.connectors.serving.ServingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Some clients that ask whatever serves one lineage, each its next question as soon as it has its answer. */
final class SwapClients implements AutoCloseable {
    private final ContinuousBatching serving;
    private final String lineage;
    private final int[] prompt;
    private final int answerTokens;
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final Map<String, Long> firstTokens = new ConcurrentHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;

    /** One question and its answer, in nanoseconds of this process's clock. */
    record Call(long start, long end, boolean failed) {}

    SwapClients(ContinuousBatching serving, String lineage, int count, int[] prompt, int answerTokens) {
        this.serving = serving;
        this.lineage = lineage;
        this.prompt = prompt;
        this.answerTokens = answerTokens;
        for (int client = 0; client < count; client++) {
            long firstSeed = (long) client << 32;
            Thread thread = new Thread(() -> askOn(firstSeed), "bench-client-" + client);
            thread.setDaemon(true);
            thread.setPriority(Thread.NORM_PRIORITY);
            threads.add(thread);
            thread.start();
        }
    }

    private void askOn(long firstSeed) {
        for (long seed = firstSeed; !over; seed++) {
            long start = System.nanoTime();
            boolean failed = !ask(seed);
            calls.add(new Call(start, System.nanoTime(), failed));
        }
    }

    /** True when there was a whole answer. */
    private boolean ask(long seed) {
        AtomicLong first = new AtomicLong();
        SamplingOptions sampling = new SamplingOptions(answerTokens, 1, seed, Set.of());
        Ask ask = new Ask(
                new Ask.Who.Lineage(lineage),
                prompt,
                sampling,
                0,
                (token, alternatives) -> first.compareAndSet(0, System.nanoTime()));
        try {
            Answer answer = serving.submit(ask);
            Generated said = answer.await();
            firstTokens.merge(said.adapterId(), first.get(), Math::min);
            return said.tokens().size() == answerTokens;
        } catch (ServingException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            over = true;
            return false;
        }
    }

    /** When an adapter said its first token; 0: not yet, or its answer is not whole yet. */
    long firstToken(String adapterId) {
        return firstTokens.getOrDefault(adapterId, 0L);
    }

    List<Call> calls() {
        return Arrays.asList(calls.toArray(new Call[0]));
    }

    @Override
    public void close() {
        over = true;
        for (Thread thread : threads) {
            try {
                thread.join(10_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

package io.insitu.ops.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.insitu.connectors.serving.AdapterSubscriber;
import io.insitu.connectors.serving.AgentRuntime;
import io.insitu.connectors.serving.Swap;
import io.insitu.ops.UserError;
import io.insitu.schemas.model.LoraAdapter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * The course of the measurement. Publishes come in blocks, and before each block lies a quiet window of its length:
 *
 * <pre>
 *   warm-up | memory | quiet | publish x 10 | quiet | publish x 10 | ... | quiet | memory
 * </pre>
 *
 * Quiet windows beside each other say how much of a ratio is the machine's own.
 */
final class SwapRun {
    private static final int BLOCK = 10;
    private static final long PATIENCE_NS = 30_000_000_000L;

    private final AgentRuntime runtime;
    private final SwapPublisher publisher;
    private final RandomAdapters adapters;
    private final SwapClients clients;
    private final long everyNs;
    private final List<Double> firstTokenMs = new ArrayList<>();
    private final Set<String> measured = new HashSet<>();
    private final List<Window> quiet = new ArrayList<>();
    private final List<Window> publishing = new ArrayList<>();

    private record Window(long start, long end) {
        boolean holds(SwapClients.Call call) {
            return call.start() >= start && call.start() < end;
        }
    }

    SwapRun(AgentRuntime runtime, SwapPublisher publisher, RandomAdapters adapters, SwapClients clients, int everyMs) {
        this.runtime = runtime;
        this.publisher = publisher;
        this.adapters = adapters;
        this.clients = clients;
        this.everyNs = everyMs * 1_000_000L;
    }

    /**
     * @param warmUp publishes before anything is measured: while the compiler works on what they run, it takes more time
     *     than they do
     */
    ObjectNode run(int warmUp, int publishes, AdapterSubscriber replica) throws InterruptedException {
        block(Stream.generate(adapters::next).limit(warmUp).toList());
        firstTokenMs.clear();
        measured.clear();
        ProcessMemory before = settledMemory();
        for (int done = 0; done < publishes; done += BLOCK) {
            int count = Math.min(BLOCK, publishes - done);
            List<LoraAdapter> made =
                    Stream.generate(adapters::next).limit(count).toList();
            quiet.add(rest(count * everyNs));
            publishing.add(block(made));
        }
        quiet.add(rest(Math.min(BLOCK, publishes)
                * everyNs)); // whoever asked last in a window has an answer before the memory is read
        ProcessMemory after = settledMemory();
        clients.close();
        ObjectNode root = result(swaps(replica));
        root.set("memoryStart", json(before));
        root.set("memoryEnd", json(after));
        root.put("adaptersInMemory", runtime.loaded().size());
        return root;
    }

    private Window rest(long nanos) throws InterruptedException {
        long start = System.nanoTime();
        sleepUntil(start + nanos);
        return new Window(start, System.nanoTime());
    }

    private Window block(List<LoraAdapter> made) throws InterruptedException {
        long start = System.nanoTime();
        for (int i = 0; i < made.size(); i++) {
            LoraAdapter adapter = made.get(i);
            long published = System.nanoTime();
            String id = publisher.publish(adapter);
            while (clients.firstToken(id) == 0) {
                if (System.nanoTime() - published > PATIENCE_NS) {
                    throw new UserError("adapter " + id + " was published and said nothing within 30 s");
                }
                Thread.sleep(1);
            }
            measured.add(id);
            firstTokenMs.add((clients.firstToken(id) - published) / 1e6);
            sleepUntil(start + (i + 1) * everyNs);
        }
        return new Window(start, System.nanoTime());
    }

    /** To what was published; the replica notes a swap just after its clients can use it, so the last may be a moment late. */
    private List<Swap> swaps(AdapterSubscriber replica) throws InterruptedException {
        long start = System.nanoTime();
        List<Swap> to = List.of();
        while (to.size() < measured.size() && System.nanoTime() - start < PATIENCE_NS) {
            to = replica.swaps().stream()
                    .filter(swap -> measured.contains(swap.to()))
                    .toList();
            Thread.sleep(10);
        }
        return to;
    }

    private static void sleepUntil(long time) throws InterruptedException {
        long millis = (time - System.nanoTime()) / 1_000_000;
        if (millis > 0) {
            Thread.sleep(millis);
        }
    }

    /** Once nobody answers with an old adapter any more. */
    private ProcessMemory settledMemory() throws InterruptedException {
        long start = System.nanoTime();
        while (runtime.loaded().size() > 1 && System.nanoTime() - start < PATIENCE_NS) {
            Thread.sleep(10);
        }
        return ProcessMemory.now();
    }

    private ObjectNode result(List<Swap> swaps) {
        List<SwapClients.Call> calls = clients.calls();
        Percentiles quietly = latencies(calls, quiet);
        Percentiles meanwhile = latencies(calls, publishing);
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("format", 1);
        root.put("publishes", firstTokenMs.size());
        root.put("calls", calls.size());
        root.put("failedCalls", calls.stream().filter(SwapClients.Call::failed).count());
        root.put("failedModelCalls", runtime.failedCalls());
        root.set("quietMs", quietly.json());
        root.set("publishingMs", meanwhile.json());
        root.put("p99Ratio", meanwhile.at(0.99) / quietly.at(0.99));
        root.set("p99RatioOfPairs", ratios(pairs(calls, publishing)));
        root.set("p99RatioOfQuietPairs", ratios(pairs(calls, quiet.subList(1, quiet.size()))));
        root.set("firstTokenMs", of(firstTokenMs, ms -> ms).json());
        root.put("swaps", swaps.size());
        root.set("loadAndProbeMs", of(swaps, Swap::loadMs).json());
        root.set("pointerMs", of(swaps, Swap::swapMs).json());
        return root;
    }

    private static ObjectNode ratios(List<Double> pairs) {
        Percentiles all = of(pairs, ratio -> ratio);
        MedianInterval median = MedianInterval.of(all);
        return all.json().put("p50Low", median.low()).put("p50High", median.high());
    }

    private static <T> Percentiles of(List<T> all, ToDoubleFunction<T> value) {
        return new Percentiles(all.stream().mapToDouble(value).toArray());
    }

    /**
     * Each of these windows beside the quiet one before it: what stalls the whole machine for a moment spoils one pair, not
     * the median.
     */
    private List<Double> pairs(List<SwapClients.Call> calls, List<Window> windows) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < windows.size(); i++) {
            double quietly = latencies(calls, quiet.subList(i, i + 1)).at(0.99);
            ratios.add(latencies(calls, windows.subList(i, i + 1)).at(0.99) / quietly);
        }
        return ratios;
    }

    private static Percentiles latencies(List<SwapClients.Call> calls, List<Window> windows) {
        return of(
                calls.stream()
                        .filter(call -> windows.stream().anyMatch(window -> window.holds(call)))
                        .toList(),
                call -> (call.end() - call.start()) / 1e6);
    }

    private static ObjectNode json(ProcessMemory memory) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("residentMb", memory.residentMb())
                .put("heapMb", memory.heapMb())
                .put("directMb", memory.directMb())
                .put("codeMb", memory.codeMb());
    }
}

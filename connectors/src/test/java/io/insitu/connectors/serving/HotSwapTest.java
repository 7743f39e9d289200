package io.insitu.connectors.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.insitu.schemas.model.LoraAdapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Adapters come and go under traffic. */
class HotSwapTest {
    private static final int CALLS_BETWEEN_SWAPS = 4;
    private static final SamplingOptions SHORT = new SamplingOptions(4, 1, 11, Set.of());

    @TempDir
    Path folder;

    @Test
    void noCallFailsWhileAdaptersAreSwappedAndEachAnswerNamesOneThatServed() throws Exception {
        TinyModels.write(folder, TinyModels.llama(true), 1);
        try (AgentRuntime runtime = AgentRuntime.open(folder, RuntimeOptions.defaults())) {
            List<String> served = new ArrayList<>(List.of(AgentRuntime.BASE));
            AtomicBoolean over = new AtomicBoolean();
            ExecutorService agents = Executors.newFixedThreadPool(4);
            List<Future<Set<String>>> seen = new ArrayList<>();
            for (int agent = 0; agent < 4; agent++) {
                seen.add(agents.submit(talking(runtime, over)));
            }
            for (int i = 0; i < 40; i++) {
                String before = runtime.serving("desk");
                String id = runtime.load(TinyModels.adapter(folder, i, 1 + i % 5));
                served.add(id);
                runtime.serve("desk", id);
                if (!before.isEmpty()) {
                    runtime.release(before);
                }
                talkGoesOn(runtime, seen);
            }
            over.set(true);
            for (Future<Set<String>> agent : seen) {
                assertThat(served).containsAll(agent.get()); // get() would throw what a call threw
            }
            agents.shutdown();
            assertThat(runtime.failedCalls()).isZero();
            assertThat(runtime.calls()).isGreaterThanOrEqualTo(40L * CALLS_BETWEEN_SWAPS);
            assertThat(runtime.loaded()).as("drained and freed").containsExactly(runtime.serving("desk"));
        }
    }

    /** Until there were more calls, or an agent gave up: its own trouble is told by its future. */
    private static void talkGoesOn(AgentRuntime runtime, List<Future<Set<String>>> agents) throws InterruptedException {
        long enough = runtime.calls() + CALLS_BETWEEN_SWAPS;
        while (runtime.calls() < enough && agents.stream().noneMatch(Future::isDone)) {
            Thread.sleep(1);
        }
    }

    private static Callable<Set<String>> talking(AgentRuntime runtime, AtomicBoolean over) {
        return () -> {
            Set<String> adapters = new TreeSet<>();
            while (!over.get()) {
                try (Conversation conversation = runtime.begin("desk")) {
                    for (int call = 0; call < 3; call++) {
                        Generated said = conversation.generate(new int[] {1, 2, 3}, SHORT);
                        assertThat(said.adapterId()).isEqualTo(conversation.adapterId());
                        adapters.add(said.adapterId());
                    }
                }
            }
            return adapters;
        };
    }

    @Test
    void whoeverHeldTheServingAdapterBesidesMayGo() throws IOException {
        TinyModels.write(folder, TinyModels.llama(true), 1);
        try (AgentRuntime runtime = AgentRuntime.open(folder, RuntimeOptions.defaults())) {
            String served = runtime.load(TinyModels.adapter(folder, 1, 2));
            runtime.serve("desk", served);
            runtime.load(TinyModels.adapter(folder, 1, 2)); // an evaluator compares a candidate with what serves
            runtime.release(served);
            assertThat(runtime.loaded()).containsExactly(served);
            assertThatThrownBy(() -> runtime.release(served))
                    .isInstanceOf(ServingException.class)
                    .hasMessageContaining("is serving");
            try (Conversation conversation = runtime.begin("desk")) {
                assertThat(conversation.adapterId()).isEqualTo(served);
            }
        }
    }

    @Test
    void aConversationKeepsItsAdapterThroughASwapAndItsRelease() throws IOException {
        TinyModels.write(folder, TinyModels.llama(true), 1);
        try (AgentRuntime runtime = AgentRuntime.open(folder, RuntimeOptions.defaults())) {
            String first = runtime.load(TinyModels.adapter(folder, 1, 2));
            String second = runtime.load(TinyModels.adapter(folder, 2, 2));
            runtime.serve("desk", first);
            try (Conversation old = runtime.begin("desk")) {
                runtime.serve("desk", second);
                runtime.release(first);
                assertThat(old.generate(new int[] {1}, SHORT).adapterId()).isEqualTo(first);
                try (Conversation next = runtime.begin("desk")) {
                    assertThat(next.adapterId()).isEqualTo(second);
                }
            }
            assertThat(runtime.loaded()).containsExactly(second);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX) // reads the resident size from /proc
    void thousandsOfConversationsAndHundredsOfAdaptersLeaveNoMemoryBehind() throws IOException {
        TinyModels.write(folder, TinyModels.demo(), 1);
        try (AgentRuntime runtime = AgentRuntime.open(folder, RuntimeOptions.defaults())) {
            List<LoraAdapter> adapters = new ArrayList<>();
            for (int seed = 0; seed < 4; seed++) {
                adapters.add(TinyModels.adapter(folder, seed, 8));
            }
            turnOver(runtime, adapters, 50);
            long before = residentKb();
            turnOver(runtime, adapters, 250);
            // One conversation's cache is 640 kB, one adapter 360 kB: a leak of either would show as 90 MB or more.
            assertThat(residentKb() - before).isLessThan(60_000);
        }
    }

    private static void turnOver(AgentRuntime runtime, List<LoraAdapter> adapters, int times) {
        for (int i = 0; i < times; i++) {
            String id = runtime.load(adapters.get(i % adapters.size()));
            for (int call = 0; call < 5; call++) {
                try (Conversation conversation = runtime.beginWith(id)) {
                    conversation.generate(new int[] {1, 2, 3}, SHORT);
                }
            }
            runtime.release(id);
        }
    }

    private static long residentKb() throws IOException {
        System.gc(); // direct buffers are freed with their Java objects
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }
}

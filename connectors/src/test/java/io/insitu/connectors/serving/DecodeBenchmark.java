package io.insitu.connectors.serving;

import io.insitu.schemas.model.LoraAdapter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What a token, a prompt and a swap cost at the shape of the demo, in milliseconds of one thread's CPU time (a busy
 * machine then tells the truth too); medians over rounds. Not a test: run its main.
 */
public final class DecodeBenchmark {
    private static final int ROUNDS = 40;
    private static final int PROMPT = 80;
    private static final int TOKENS = 100;

    private DecodeBenchmark() {}

    public static void main(String[] args) throws IOException {
        Path folder = TinyModels.write(Files.createTempDirectory("insitu-decode"), TinyModels.demo(), 1);
        try (AgentRuntime runtime = AgentRuntime.open(folder, RuntimeOptions.defaults())) {
            report(runtime, "base alone", AgentRuntime.BASE);
            for (int rank : new int[] {4, 8, 16}) {
                report(runtime, "adapter of rank " + rank, runtime.load(TinyModels.adapter(folder, rank, rank)));
            }
            LoraAdapter adapter = TinyModels.adapter(folder, 99, 8);
            System.out.printf(
                    "load %.3f ms%n",
                    median(() -> {
                        double start = cpuMs();
                        String id = runtime.load(adapter);
                        double spent = cpuMs() - start;
                        runtime.release(id);
                        return spent;
                    }));
            String id = runtime.load(adapter);
            System.out.printf(
                    "probe %.1f ms: %s%n",
                    median(() -> {
                        double start = cpuMs();
                        runtime.probe(id);
                        return cpuMs() - start;
                    }),
                    runtime.probe(id).summary());
            System.out.printf(
                    "swap %.4f ms%n",
                    median(() -> {
                        long start = System.nanoTime();
                        runtime.serve("desk", runtime.serving("desk").isEmpty() ? id : AgentRuntime.BASE);
                        return (System.nanoTime() - start) / 1e6;
                    }));
        }
    }

    private static void report(AgentRuntime runtime, String name, String adapterId) {
        int[] prompt =
                new Random(3).ints(PROMPT, 0, runtime.config().vocabSize()).toArray();
        double[] prefill = new double[ROUNDS];
        double[] decode = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            try (Conversation conversation = runtime.beginWith(adapterId)) {
                double start = cpuMs();
                conversation.generate(prompt, new SamplingOptions(1, 1, round, Set.of()));
                prefill[round] = cpuMs() - start;
                start = cpuMs();
                conversation.generate(new int[0], new SamplingOptions(TOKENS, 1, round, Set.of()));
                decode[round] = (cpuMs() - start) / TOKENS;
            }
        }
        System.out.printf("%s: prefill of %d %.2f ms, token %.4f ms%n", name, PROMPT, median(prefill), median(decode));
    }

    private static double median(Supplier<Double> measured) {
        double[] values = new double[ROUNDS];
        Arrays.setAll(values, round -> measured.get());
        return median(values);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static double cpuMs() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e6;
    }
}
